using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="DenseWeightGradient"/> is computed.</summary>
internal sealed class DenseWeightGradientImplementation(DenseWeightGradient op) : Implementation<DenseWeightGradient>(op)
{
    public override bool ReadsCaller(int input) => true;

    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        DenseShape.IsSequence(inputs[1].Shape) ? MemoryOrder.Rows : null;

    /// <summary>Rows of dW that one item computes; a multiple of what register tiles hold (6 and 12 rows).</summary>
    private const int RowsPerItem = 48;

    public override (string Items, string Cost) Work(StepText step)
    {
        (long runs, long rows) = Runs(step.InputType(0));
        long items = runs > 1 ? runs : (rows + RowsPerItem - 1) / RowsPerItem;
        Shape x = step.InputType(0).Shape;
        long cost = Math.Min(rows, runs > 1 ? rows : RowsPerItem) * DenseShape.Features(step.InputType(1).Shape) * (DenseShape.IsSequence(x) ? x[0] : 1);
        return (SourceWriter.Number(items), $"{SourceWriter.Number(cost)} * (long){step.Batch}");
    }

    /// <summary>
    /// One item is a range of rows of dW, or, where memory does not hold x in C, H, W order, the rows of one run of neighbours: the
    /// channels of a pixel, or a row of a plane.
    /// </summary>
    public override void Emit(StepText step)
    {
        Geometry x = step.Input(0);
        long units = DenseShape.Features(step.InputType(1).Shape), area = (long)x.Height * x.Width;
        (long runs, long rows) = Runs(step.InputType(0));
        string common = FormattableString.Invariant($"Columns = {units}, OuterStrideA = {step.InputStride(0)}, OuterStrideB = {step.InputStride(1)}");
        if (DenseShape.IsSequence(step.InputType(0).Shape))
            common += FormattableString.Invariant(
                $", Middle = {step.InputType(0).Shape[0]}, MiddleStrideA = {x.Channel}, MiddleStrideB = {step.Input(1).Channel}");
        string kernel = step.Kernel(KernelFamily.GemmWeightGradient), offsetX, offsetW, shape;
        if (runs == 1)
        {
            shape = step.Shape(ShapeType, FormattableString.Invariant($"{common}, RowStride = 1, OutputRowStride = {units}"));
            step.Writer.Line(FormattableString.Invariant(
                $"nint firstRow = {RowsPerItem} * (nint)first, lastRow = nint.Min({RowsPerItem} * (nint)last, {rows});"));
            step.Call($"{kernel}.Run", $"ref {step.InputAt(0, "firstRow")}", $"ref {step.InputAt(1)}",
                $"ref {step.OutputAt(0, StepText.Product(units, "firstRow"))}", step.Accumulate,
                $"{shape} with {{ Rows = lastRow - firstRow, Outer = batch }}");
            return;
        }

        if (x.IsChannelsLast)
        {
            shape = step.Shape(ShapeType, FormattableString.Invariant($"{common}, Rows = {rows}, RowStride = 1, OutputRowStride = {area * units}"));
            offsetX = StepText.InRows("run", x.Width, x.Row, x.Pixel);
            offsetW = StepText.Product(units, "run");
        }
        else
        {
            shape = step.Shape(ShapeType, FormattableString.Invariant($"{common}, Rows = {rows}, RowStride = 1, OutputRowStride = {units}"));
            offsetX = StepText.InRows("run", x.Height, x.Channel, x.Row);
            offsetW = StepText.Product(rows * units, "run");
        }

        using SourceWriter.Scope loop = step.Writer.Block("for (nint run = first; run < last; run++)");
        step.Call($"{kernel}.Run", $"ref {step.InputAt(0, offsetX)}", $"ref {step.InputAt(1)}", $"ref {step.OutputAt(0, offsetW)}", step.Accumulate,
            $"{shape} with {{ Outer = batch }}");
    }

    private const string ShapeType = "global::Kiln.Kernels.WeightGradientShape";

    /// <summary>Runs of neighbours in memory that are evenly spaced in C, H, W order, and their length.</summary>
    private static (long Runs, long Rows) Runs(TensorType type)
    {
        if (DenseShape.IsSequence(type.Shape)) return (1, type.Shape[1]);
        Geometry x = Geometry.Of(type);
        long area = (long)x.Height * x.Width;
        if (x.IsChannelsLast) return (area, x.Channels);
        return x.Row == x.Width && x.Channel == area ? (1, x.Channels * area) : ((long)x.Channels * x.Height, x.Width);
    }
}
