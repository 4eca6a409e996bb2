using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A pooling by one of two kernels, for channels that come last and for planes.</summary>
internal sealed class PoolImplementation(PoolOp op, KernelFamily channelsLast, KernelFamily planar, bool countPadding = false)
    : Implementation<PoolOp>(op, Traits.ByStrides)
{
    public override string? Title(LaidOutType output) => output.Layout.Order == MemoryOrder.ChannelsLast ? "channels-last pooling" : "planar pooling";

    /// <summary>
    /// Items are lines of the output. What lies before the first line of an item is padding to it, unless there is none: then it begins with its first row.
    /// </summary>
    public override void Write(StepBuilder step)
    {
        (Window window, bool isChannelsLast) = (Op.Window, PoolArguments.IsChannelsLast(step));
        Geometry x = step.Input(0), y = step.Output();
        long cost = (long)window.KernelHeight * window.KernelWidth * PoolArguments.CostOfTap;
        Lines lines = isChannelsLast && y.Height * y.Width > 1 ? step.Lines(cost) : step.Channels(cost, isChannelsLast);
        Expression row = lines.Axis == LineAxis.Row ? lines.First : 0, column = lines.Axis == LineAxis.Column ? lines.First : 0;
        (Expression top, Expression left) = (window.StrideHeight * row, window.StrideWidth * column);
        bool skipsRows = window.PadTop == 0, skipsColumns = window.PadLeft == 0;
        IEnumerable<(string, Expression)> channels = lines.Axis == LineAxis.Channel ? [("Channels", lines.Count)] : [];
        Expression source = lines.Axis == LineAxis.Channel ? lines.Offset(x) : (x.Row * (skipsRows ? top : 0)) + (x.Pixel * (skipsColumns ? left : 0));
        step.Call(
            isChannelsLast ? channelsLast : planar, step.InputAt(0, source), step.OutputAt(0, lines.Offset(y)),
            PoolArguments.Shape(step, window, x, y, countPadding: countPadding, replaced: [
                .. channels, ("OutputHeight", lines.Height(y)), ("OutputWidth", lines.Width(y)),
                ("InputHeight", x.Height - (skipsRows ? top : 0)), ("PaddingTop", window.PadTop - (skipsRows ? 0 : top)),
                ("InputWidth", x.Width - (skipsColumns ? left : 0)), ("PaddingLeft", window.PadLeft - (skipsColumns ? 0 : left))]));
        step.FillBorder(0, lines);
    }
}
