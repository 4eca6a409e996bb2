using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>The blocks and members that a body refers to, each under the key that expressions use.</summary>
internal sealed class ReachedSymbols
{
    private readonly HashSet<ISymbol> _known = new(SymbolEqualityComparer.Default);
    private readonly List<ISymbol> _symbols = [];

    public IReadOnlyList<ISymbol> Symbols => _symbols;

    /// <summary>Adds a block's class, a method, a property or a field.</summary>
    public string Add(ISymbol symbol)
    {
        symbol = symbol.OriginalDefinition;
        if (_known.Add(symbol)) _symbols.Add(symbol);
        return SymbolKeys.Of(symbol);
    }
}
