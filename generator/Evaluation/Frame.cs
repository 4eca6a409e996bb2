namespace Kiln.Generator.Evaluation;

/// <summary>One activation of a body: its variables, the parameters of its block, and where names, freezing and problems stand.</summary>
internal sealed class Frame(int table, int slots, IReadOnlyDictionary<string, Datum> captures, LayerScope scope, bool frozen, EquatableArray<Origin> calls)
{
    /// <summary>The span table of the body.</summary>
    public int Table => table;

    public Datum[] Variables { get; } = Enumerable.Repeat<Datum>(Datum.Unknown.Instance, slots).ToArray();

    public IReadOnlyDictionary<string, Datum> Captures => captures;

    public LayerScope Scope => scope;

    public bool Frozen => frozen;

    /// <summary>Where the body was reached from, outermost first.</summary>
    public EquatableArray<Origin> Calls => calls;

    public Origin At(int index) => new(table, index);
}
