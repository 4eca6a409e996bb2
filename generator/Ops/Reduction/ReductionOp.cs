using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>
/// y reduces x along <paramref name="Axes"/>. <paramref name="Result"/> is y's shape: x's without those dimensions, or with ones in their place.
/// </summary>
internal abstract record ReductionOp(EquatableArray<int> Axes, EquatableArray<int> Result) : Op
{
    protected internal override string Detail => string.Join(", ", Axes);

    public override bool WorksOnParameters => !OverBatch;

    /// <summary>Whether the reduction runs over the samples of a batch, too: the gradient of what all samples share.</summary>
    protected virtual bool OverBatch => false;

    /// <summary>The runtime's kernels: this name and Columns, Runs or Strided.</summary>
    protected abstract string Kernel { get; }

    /// <summary>A layer with a list of axes: none means all, and negative ones count from the last.</summary>
    public static Layer LayerOf(string name, Func<LayerCall, EquatableArray<int>, EquatableArray<int>, Value> build) => new(name, call =>
    {
        Shape shape = call.InputShape();
        IReadOnlyList<int> given = call.Ints("axes") ?? [];
        var axes = new SortedSet<int>();
        foreach (int axis in given)
        {
            if (!axes.Add(Axis.Of(call, "axes", axis, shape))) throw call.Fail(ShapeProblems.AxisTwice, name, axis);
        }

        EquatableArray<int> reduced = given.Count == 0 ? Enumerable.Range(0, shape.Rank).ToEquatableArray() : axes.ToEquatableArray();
        return build(call, reduced, Broadcast.Kept(shape, reduced).Select(dimension => shape[dimension]).ToEquatableArray());
    }) { IsFunction = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(new Shape(OverBatch ? 0 : inputs[0].Shape.Leading, Result));

    /// <summary>Channels that stay lie in y as they do in x.</summary>
    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Arena(inputs[0]) == MemoryOrder.ChannelsLast && Result.Count is 2 or 3 && !Axes.Contains(0) ? MemoryOrder.ChannelsLast : Preferred(outputs[0].Shape);

    /// <summary>The element of y that each element of a row of x goes to.</summary>
    protected int[] Targets(Reference reference) => Broadcast.Sources(reference.Input().Shape, Axes);

    /// <summary>The loops over x beside y; those along which y does not move are reduced.</summary>
    protected LoopNest Loops(StepText step) => LoopNest.Of(step.InputType(0), (step.OutputType(), Axes));

    public override void Emit(StepText step) => Emit(step, "false");

    protected void Emit(StepText step, string accumulate)
    {
        var text = new ReductionText(Loops(step), ofResult: 1, OverBatch ? step.InputStride(0) : null);
        LoopAxis columns = text.Columns;
        using (text.WriteLoops(step.Writer, OverBatch))
        {
            string added = text.IsFirstTrip is not { } first ? accumulate : accumulate == "false" ? $"!({first})" : $"{accumulate} || !({first})";
            string x = $"ref {step.InputAt(0, text.Offset(0), text.ColumnOffset(0))}", y = $"ref {step.OutputAt(0, text.Offset(1), text.ColumnOffset(1))}";
            if (text.KeepsColumns) step.Call($"global::Kiln.Kernels.AxisReductions.{Kernel}Columns", x, text.Reduced(0), text.ColumnCount(OverBatch), y, added);
            else
                step.Call($"global::Kiln.Kernels.AxisReductions.{Kernel}{(columns.Strides[0] == 1 && columns.Strides[1] == 0 ? "Runs" : "Strided")}", x,
                    text.Reduced(0), y, added);
        }
    }
}
