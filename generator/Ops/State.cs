using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>A tensor of running statistics: saved with the weights, never optimised.</summary>
internal sealed record State(Shape Shape, double Initial) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape);

    /// <summary>The interpreter binds states by name before it evaluates a graph.</summary>
    public override void Evaluate(Reference reference)
    {
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("channels", new State(Shape.Fixed(19), 1)) { WithoutSpecialValues = "nothing is computed" },
    ];
}
