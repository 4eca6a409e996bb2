using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="DenseWeightGradient"/> is computed.</summary>
internal sealed class DenseWeightGradientImplementation(DenseWeightGradient op) : Implementation<DenseWeightGradient>(op)
{
    public override bool IsOverBatch => true;

    public override bool ReadsCaller(int input) => true;

    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        DenseShape.IsSequence(inputs[1].Shape) ? MemoryOrder.Rows : null;

    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.OutputsLast);

    /// <summary>Rows of dW that one item computes; a multiple of what register tiles hold (6 and 12 rows).</summary>
    private const int RowsPerItem = 48;

    /// <summary>
    /// One item is a range of rows of dW, or, where memory does not hold x in C, H, W order, the rows of one run of neighbours: the
    /// channels of a pixel, or a row of a plane.
    /// </summary>
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0);
        long units = DenseShape.Features(step.InputType(1).Shape), area = (long)x.Height * x.Width;
        (long runs, long rows) = Runs(step.InputType(0));
        Expression costOfRow = units * (DenseShape.IsSequence(step.InputType(0).Shape) ? step.InputType(0).Shape[0] : 1) * step.Batch;
        List<Field> fields = [.. Field.Of(("Columns", units), ("OuterStrideA", step.InputStride(0)), ("OuterStrideB", step.InputStride(1)), ("RowStride", 1))];
        if (DenseShape.IsSequence(step.InputType(0).Shape))
            fields.AddRange(Field.Of(("Middle", step.InputType(0).Shape[0]), ("MiddleStrideA", x.Channel), ("MiddleStrideB", step.Input(1).Channel)));
        (string, Expression) outer = ("Outer", Expression.Batch);
        if (runs == 1)
        {
            (Expression firstRow, Expression endRow) = step.Items("Row", rows, RowsPerItem, costOfRow);
            fields.Add(new Field("OutputRowStride", units));
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, firstRow), step.InputAt(1), step.OutputAt(0, units * firstRow), step.Accumulate,
                StepBuilder.Constant("WeightGradientShape", fields, ("Rows", endRow - firstRow), outer));
            return;
        }

        Expression run = Expression.Named("run");
        fields.AddRange(Field.Of(("Rows", rows), ("OutputRowStride", x.IsChannelsLast ? area * units : units)));
        Expression offsetX = x.IsChannelsLast ? Expression.InRows(run, x.Width, x.Row, x.Pixel) : Expression.InRows(run, x.Height, x.Channel, x.Row);
        Expression offsetW = (x.IsChannelsLast ? units : rows * units) * run;
        (Expression firstRun, Expression endRun) = step.Items("Run", runs, 1, rows * costOfRow);
        using (step.Loop("run", firstRun, endRun))
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, offsetX), step.InputAt(1), step.OutputAt(0, offsetW), step.Accumulate,
                StepBuilder.Constant("WeightGradientShape", fields, outer));
    }

    /// <summary>Runs of neighbours in memory that are evenly spaced in C, H, W order, and their length.</summary>
    private static (long Runs, long Rows) Runs(LaidOutType type)
    {
        if (DenseShape.IsSequence(type.Shape)) return (1, type.Shape[1]);
        Geometry x = Geometry.Of(type);
        long area = (long)x.Height * x.Width;
        if (x.IsChannelsLast) return (area, x.Channels);
        return x.Row == x.Width && x.Channel == area ? (1, x.Channels * area) : ((long)x.Channels * x.Height, x.Width);
    }
}
