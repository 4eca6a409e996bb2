using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>One activation of a body: its variables, the block around it, and the place of its names, freezing and problems.</summary>
internal sealed class Frame(int table, Body body, LayerScope scope, bool frozen, EquatableArray<Origin> calls, Datum.Block? self = null, Frame? around = null)
{
    /// <summary>The span table of the body.</summary>
    public int Table => table;

    /// <summary>The body that runs here.</summary>
    public Body Body => body;

    public Datum[] Variables { get; } = [.. Enumerable.Repeat<Datum>(Datum.Unknown.Instance, body.Slots)];

    /// <summary>The block whose member this is.</summary>
    public Datum.Block? Self => self;

    public LayerScope Scope => scope;
    public bool Frozen => frozen;

    /// <summary>Where the body was reached from, outermost first.</summary>
    public EquatableArray<Origin> Calls => calls;

    /// <summary>The previous value of the current assignment's target.</summary>
    public Datum Current { get; set; } = Datum.Unknown.Instance;

    /// <summary>The activation of the body around this one, <paramref name="level"/> bodies out.</summary>
    public Frame Around(int level) => level == 0 ? this : around!.Around(level - 1);

    /// <summary>A local function or lambda of the body, with the variables here.</summary>
    public Datum.Function Function(int index) => new(body.Functions[index], this);

    public Origin At(int index) => new(table, index);
}
