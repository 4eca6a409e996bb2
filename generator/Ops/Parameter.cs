namespace Kiln.Generator.Ops;

/// <summary>
/// A trained tensor in PyTorch's shape; the node's name is the name in the weights file. Its value is set by the runtime. Weights lie
/// outputs last, as products read them; free parameters and lookup tables are stored in the order of their shape.
/// </summary>
internal sealed record Parameter(Shape Shape, Init Init, double InitScale, int FanIn, int FanOut, bool Frozen, StorageOrder Order = StorageOrder.OutputsLast)
    : StoredOp(Shape)
{
    /// <summary>A free parameter: a tensor of its own, for the network to compute with.</summary>
    public static Layer Layer { get; } = new("Parameter", call =>
    {
        IReadOnlyList<int> shape = call.Ints("shape") ?? [];
        foreach (int size in shape) call.AtLeast(1, "shape", size);
        var whole = new Shape(0, shape.ToEquatableArray());
        return whole.IsTooLarge
            ? throw call.Fail(ShapeProblems.TooLarge, call.Layer)
            : call.FreeParameter(whole, call.Choice<Init>("init"), call.Double("initScale"));
    }) { IsFunction = true };

    public override StoredKind Kind => StoredKind.Parameter;

    public static IReadOnlyList<OpCase> Cases =>
        [new("matrix", new Parameter(Shape.Fixed(5, 7), Init.Auto, 0, 7, 5, false, StorageOrder.OfShape)) { WithoutSpecialValues = "nothing is computed" }];
}
