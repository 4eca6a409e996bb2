using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>The variables of a body that is being lowered, and the local functions and lambdas inside it.</summary>
internal sealed class BodyScope(BodyScope? around)
{
    private readonly Dictionary<ISymbol, int> _slots = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, int> _known = new(SymbolEqualityComparer.Default);
    private readonly List<Body?> _functions = [];
    private int _count;

    public int Declare(ISymbol variable) => _slots[variable] = _count++;

    /// <summary>A slot that no variable of the user has.</summary>
    public int Temporary() => _count++;

    /// <summary>A variable of this body or of one around it; a local that is met for the first time is one of this body.</summary>
    public VariableTarget Find(ISymbol variable) => TryFind(variable) ?? new VariableTarget(Declare(variable));

    public VariableTarget? TryFind(ISymbol variable) =>
        _slots.TryGetValue(variable, out int slot) ? new VariableTarget(slot)
        : around?.TryFind(variable) is { } outer ? outer with { Level = outer.Level + 1 }
        : null;

    /// <summary>A local function that has been met before.</summary>
    public (int Index, int Level)? FindFunction(ISymbol function) =>
        _known.TryGetValue(function, out int index) ? (index, 0) : around?.FindFunction(function) is var (outer, level) ? (outer, level + 1) : null;

    /// <summary>Makes room for a function, which may call itself and so needs its number before it has a body.</summary>
    public int Reserve(ISymbol function)
    {
        _functions.Add(null);
        return _known[function] = _functions.Count - 1;
    }

    public void Complete(int function, Body body) => _functions[function] = body;

    public Body ToBody(EquatableArray<string> parameters, IEnumerable<Statement> statements) =>
        new(parameters, _count, [.. statements], [.. _functions.Select(function => function!)]);
}
