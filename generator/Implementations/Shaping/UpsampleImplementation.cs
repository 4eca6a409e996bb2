using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class UpsampleImplementation(Upsample op) : Implementation<Upsample>(op, Traits.ByStrides, "copy")
{
    /// <summary>Whole pixels are copied and mixed, a vector of channels at a time.</summary>
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override void Write(StepBuilder step) => Write(Op, step, $"{Op.Interpolation}", step.Input(0));

    /// <summary>
    /// A call over the small map's size; inputs before outputs. It is cut by rows of the result where there are more of these than vectors of channels, else by
    /// channels.
    /// </summary>
    public static void Write(Upsample op, StepBuilder step, string method, Geometry small)
    {
        Geometry x = step.Input(0), y = step.Output();
        long pixels = Math.Max((long)x.Height * x.Width, (long)y.Height * y.Width), cost = pixels / ((long)y.Height * y.Width) * StepBuilder.CostOfElement;
        Lines lines = y.Height > y.Channels / Geometry.Alignment ? step.Rows(cost) : step.Channels(cost, isChannelsLast: true);
        bool isOfRows = lines.Axis == LineAxis.Row;
        // Bilinear shares are clamped at the edges, so that the height counts.
        Argument[] height = op.Interpolation == Interpolation.Bilinear ? [small.Height] : [];
        step.Call("Upsampling", method, [
            step.InputAt(0, isOfRows ? 0 : lines.Offset(x)), StepBuilder.Strides(x), step.OutputAt(0, isOfRows ? 0 : lines.Offset(y)), StepBuilder.Strides(y),
            isOfRows ? Geometry.Align(y.Channels) : lines.Count, .. height, small.Width, op.Factor, isOfRows ? lines.First : 0,
            isOfRows ? lines.End : y.Height]);
        step.FillBorder(0, lines);
    }
}
