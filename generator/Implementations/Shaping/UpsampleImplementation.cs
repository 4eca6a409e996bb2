using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Upsample"/> is computed.</summary>
internal sealed class UpsampleImplementation(Upsample op) : Implementation<Upsample>(op)
{
    public override string? Title(LaidOutType output) => "copy";

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    /// <summary>Whole pixels are copied and mixed, a vector of channels at a time.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override void Write(StepBuilder step) => Write(Op, step, $"{Op.Interpolation}", step.Input(0));

    /// <summary>
    /// A call over the small map's size; inputs before outputs. Nearest pixels can be cut by rows, as each square is of one row; else it is channels that are
    /// computed by themselves.
    /// </summary>
    public static void Write(Upsample op, StepBuilder step, string method, Geometry small)
    {
        Geometry x = step.Input(0), y = step.Output();
        Expression offsetX, offsetY, channels = Geometry.Align(y.Channels), height = small.Height;
        Lines lines;
        if (op.Interpolation == Interpolation.Nearest && small.Height > y.Channels / Geometry.Alignment)
        {
            (Expression first, Expression end) = step.Items(
                "Row", small.Height, 1, (long)small.Width * op.Factor * op.Factor * y.Channels * StepBuilder.CostOfElement);
            long rowsOfX = x.Height / small.Height, rowsOfY = y.Height / small.Height;
            (offsetX, offsetY, height) = (rowsOfX * x.Row * first, rowsOfY * y.Row * first, end - first);
            lines = new Lines(LineAxis.Row, rowsOfY * first, rowsOfY * end);
        }
        else
        {
            lines = step.Channels(StepBuilder.CostOfElement, isChannelsLast: true);
            (offsetX, offsetY, channels) = (lines.Offset(x), lines.Offset(y), lines.Count);
        }

        step.Call("Upsampling", method,
            step.InputAt(0, offsetX), StepBuilder.Strides(x), step.OutputAt(0, offsetY), StepBuilder.Strides(y), channels, height, small.Width, op.Factor);
        step.FillBorder(0, lines);
    }
}
