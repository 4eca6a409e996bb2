namespace Kiln.Generator.Evaluation;

/// <summary>One activation of a body: its variables, the block around it, and the place of its names, freezing and problems.</summary>
internal sealed class Frame(int table, int slots, LayerScope scope, bool frozen, EquatableArray<Origin> calls, Datum.Block? self = null, Frame? around = null)
{
    /// <summary>The span table of the body.</summary>
    public int Table => table;

    public Datum[] Variables { get; } = Unassigned(slots);

    /// <summary>The block whose member this is.</summary>
    public Datum.Block? Self => self;

    public LayerScope Scope => scope;

    public bool Frozen => frozen;

    /// <summary>Where the body was reached from, outermost first.</summary>
    public EquatableArray<Origin> Calls => calls;

    /// <summary>The activation of the body around this one, <paramref name="level"/> bodies out.</summary>
    public Frame Around(int level)
    {
        Frame frame = this;
        for (; level > 0; level--) frame = frame.Outer!;
        return frame;
    }

    /// <summary>The body that runs here, where its local functions and lambdas are found.</summary>
    public Language.Body? Body { get; init; }

    /// <summary>The previous value of the current assignment's target.</summary>
    public Datum Current { get; set; } = Datum.Unknown.Instance;

    public Origin At(int index) => new(table, index);

    private Frame? Outer => around;

    private static Datum[] Unassigned(int slots)
    {
        var variables = new Datum[slots];
        for (int i = 0; i < slots; i++) variables[i] = Datum.Unknown.Instance;
        return variables;
    }
}
