using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>An <see cref="Upsample"/> or its gradient: one call over the small map's size.</summary>
internal sealed class UpsampleImplementation(Op op, Upsample forward, bool isGradient)
    : Implementation<Op>(op, Traits.ByStrides, isGradient ? "own loop" : "copy")
{
    /// <summary>Whole pixels are copied and mixed, a vector of channels at a time.</summary>
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    /// <summary>Items are rows of the result where there are more of these than vectors of channels, else channels.</summary>
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output(), small = isGradient ? y : x;
        long pixels = Math.Max((long)x.Height * x.Width, (long)y.Height * y.Width), cost = pixels / ((long)y.Height * y.Width) * StepBuilder.CostOfElement;
        Lines lines = y.Height > y.Channels / Geometry.Alignment ? step.Rows(cost) : step.Channels(cost, isChannelsLast: true);
        bool isOfRows = lines.Axis == LineAxis.Row;
        // Bilinear shares are clamped at the edges, so that the height counts.
        Argument[] height = forward.Interpolation == Interpolation.Bilinear ? [small.Height] : [];
        step.Call("Upsampling", $"{forward.Interpolation}{(isGradient ? "Gradient" : "")}", [
            step.InputAt(0, isOfRows ? 0 : lines.Offset(x)), StepBuilder.Strides(x), step.OutputAt(0, isOfRows ? 0 : lines.Offset(y)), StepBuilder.Strides(y),
            isOfRows ? Geometry.Align(y.Channels) : lines.Count, .. height, small.Width, forward.Factor, isOfRows ? lines.First : 0,
            isOfRows ? lines.End : y.Height]);
        step.FillBorder(0, lines);
    }
}
