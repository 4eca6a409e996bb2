using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Names of types and members that mean the same in every compilation: bodies of a library use them to refer to each other.</summary>
internal static class SymbolKeys
{
    public static string Of(ISymbol symbol) => symbol switch
    {
        ITypeSymbol type => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        IMethodSymbol method =>
            $"{Container(method)}.{method.Name}{(method.Arity > 0 ? "`" + method.Arity : "")}({string.Join(", ", Parameters(method).Select(Of))})",
        IParameterSymbol parameter => Of(parameter.Type),
        _ => $"{Container(symbol)}.{symbol.Name}",
    };

    /// <summary>A parameter of a primary constructor, which the members of its class see.</summary>
    public static string OfCapture(IParameterSymbol parameter) => $"{Of(parameter.ContainingType.OriginalDefinition)}({parameter.Name})";

    /// <summary>The parameters that a call fills: the receiver of an extension block first.</summary>
    public static IEnumerable<IParameterSymbol> Parameters(IMethodSymbol method) =>
        Receiver(method) is { } receiver ? method.Parameters.Prepend(receiver) : method.Parameters;

    /// <summary>The receiver of a member of a C# 14 extension block.</summary>
    public static IParameterSymbol? Receiver(ISymbol member) =>
        member is { IsStatic: false, ContainingType: { IsExtension: true, ExtensionParameter: var receiver } } ? receiver : null;

    private static string Container(ISymbol member)
    {
        INamedTypeSymbol type = member.ContainingType;
        return type.IsExtension ? $"{Of(type.ContainingType)}.extension({(type.ExtensionParameter is { } receiver ? Of(receiver.Type) : "")})" : Of(type);
    }
}

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
