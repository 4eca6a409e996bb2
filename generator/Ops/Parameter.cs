using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Problems;

namespace Kiln.Generator.Ops;

/// <summary>
/// A trained tensor in PyTorch's shape; the node's name is the name in the weights file. Its value is set by the runtime. Weights lie
/// outputs last, as products read them; free parameters and lookup tables are stored in the order of their shape (<see cref="MemoryOrder.Natural"/>).
/// </summary>
internal sealed record Parameter(Shape Shape, Init Init, double InitScale, int FanIn, int FanOut, bool Frozen, MemoryOrder Order = MemoryOrder.OutputsLast) : Op
{
    /// <summary>A free parameter: a tensor of its own, for the network to compute with.</summary>
    public static Layer Layer { get; } = new("Parameter", call =>
    {
        IReadOnlyList<int> shape = call.Ints("shape") ?? [];
        foreach (int size in shape) call.AtLeast(1, "shape", size);
        var whole = new Shape(0, shape.ToEquatableArray());
        return whole.IsTooLarge
            ? throw call.Fail(ShapeProblems.TooLarge, call.Layer)
            : call.FreeParameter(whole, (Init)call.Int("init"), call.Double("initScale"));
    }) { IsFunction = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape);

    /// <summary>The interpreter binds parameters by name before it evaluates a graph.</summary>
    public override void Evaluate(Reference reference)
    {
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("matrix", new Parameter(Shape.Fixed(5, 7), Init.Auto, 0, 7, 5, false, MemoryOrder.Natural)) { WithoutSpecialValues = "nothing is computed" },
    ];
}
