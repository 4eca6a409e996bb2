namespace Kiln.Generator.Ops;

/// <summary>The mean along axes: their sum times the reciprocal of the number of elements.</summary>
internal static class Mean
{
    public static Layer Layer { get; } = ReductionOp.LayerOf("Mean", (call, axes, result) =>
        call.Add(new MultiplyScalar(1.0 / axes.Aggregate(1, (count, axis) => count * call.InputShape()[axis])), call.Add(new Sum(axes, result), call.Input())));
}
