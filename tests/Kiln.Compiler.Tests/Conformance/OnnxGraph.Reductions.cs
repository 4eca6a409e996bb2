using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Reductions along axes, whose dimensions stay as ones or go.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Reductions => new()
    {
        ["ReduceSum"] = (g, n) => g.Reduce(n, g.Data(n, 0), g.Sum),
        ["ReduceMean"] = (g, n) => g.Reduce(n, g.Data(n, 0), g.Mean),
        ["ReduceMax"] = (g, n) => g.Reduce(n, g.Data(n, 0), g.Largest),
        ["ReduceMin"] = (g, n) => g.Apply(new Negate(), g.Reduce(n, g.Apply(new Negate(), g.Data(n, 0)), g.Largest)),
        ["ReduceProd"] = (g, n) => g.Reduce(n, g.Data(n, 0), g.Multiplied),
        ["ReduceSumSquare"] = (g, n) => g.Reduce(n, g.Apply(new Square(), g.Data(n, 0)), g.Sum),
        ["ReduceL2"] = (g, n) => g.Apply(new Sqrt(), g.Reduce(n, g.Apply(new Square(), g.Data(n, 0)), g.Sum)),
    };

    /// <summary>A reduction that leaves ones in place of the axes, which then stay or go.</summary>
    private Value Reduce(OnnxNode node, Value x, Func<Value, int[], Value> reduction)
    {
        int[] given = Given(node, 1) ? Numbers(node, 1) : node.Ints("axes");
        if (given.Length == 0 && node.Int("noop_with_empty_axes", 0) == 1) return x;
        if (given.Length == 0 && !_wholeIsSample) throw LeftOutException.AcrossBatch;
        int[] axes = given.Length == 0 ? [.. Enumerable.Range(0, Rank(x))] : [.. given.Select(axis => Axis(axis, Rank(x))).Order()];
        Value reduced = reduction(x, axes);
        return node.Int("keepdims", 1) == 1 ? reduced : Without(reduced, axes);
    }

    private Value Sum(Value x, params int[] axes) => Apply(new Sum(axes.ToEquatableArray(), Ones(x, axes)), x);

    private Value Largest(Value x, params int[] axes) => Apply(new Max(axes.ToEquatableArray(), Ones(x, axes)), x);

    private Value Mean(Value x, params int[] axes) => Apply(new MultiplyScalar(1.0 / Count(axes.Select(axis => ShapeOf(x)[axis]))), Sum(x, axes));

    /// <summary>A product along axes: their slices, multiplied.</summary>
    private Value Multiplied(Value x, params int[] axes) =>
        axes.Aggregate(
            x,
            (product, axis) => Enumerable.Range(0, ShapeOf(product)[axis])
                .Select(i => Part(product, axis, i, 1))
                .Aggregate((left, right) => Apply(new Multiply(), left, right)));

    private EquatableArray<int> Ones(Value x, int[] axes) => ShapeOf(x).Dimensions.Select((size, axis) => axes.Contains(axis) ? 1 : size).ToEquatableArray();

    private Value Without(Value x, int[] axes) => Shaped(x, [.. ShapeOf(x).Dimensions.Where((_, axis) => !axes.Contains(axis))]);
}
