using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>What the kernels of pooling layers share.</summary>
internal static class PoolArguments
{
    /// <summary>Whether all maps have their channels last. One of a single pixel looks so in either order, but its gradient may have a border.</summary>
    public static bool IsChannelsLast(StepBuilder step) =>
        step.Output().IsChannelsLast && Enumerable.Range(0, step.Node.Inputs.Count).All(input => step.Input(input).IsChannelsLast);

    public static string Title(LaidOutType output) => output.Layout.Order == MemoryOrder.ChannelsLast ? "channels-last pooling" : "planar pooling";

    /// <summary>
    /// Writes a pooling, cut by lines of the output. What lies before the first line of an item is padding to it, unless there is none: then it begins with its
    /// first row.
    /// </summary>
    public static void WriteForward(StepBuilder step, Window window, KernelFamily channelsLast, KernelFamily planar, bool countPadding = false)
    {
        Geometry x = step.Input(0), y = step.Output();
        long cost = (long)window.KernelHeight * window.KernelWidth * CostOfTap;
        Lines lines = IsChannelsLast(step) && y.Height * y.Width > 1 ? step.Lines(cost) : step.Channels(cost, IsChannelsLast(step));
        Expression row = lines.Axis == LineAxis.Row ? lines.First : 0, column = lines.Axis == LineAxis.Column ? lines.First : 0;
        (Expression top, Expression left) = (window.StrideHeight * row, window.StrideWidth * column);
        bool skipsRows = window.PadTop == 0, skipsColumns = window.PadLeft == 0;
        IEnumerable<(string, Expression)> channels = lines.Axis == LineAxis.Channel ? [("Channels", lines.Count)] : [];
        Expression source = lines.Axis == LineAxis.Channel ? lines.Offset(x) : (x.Row * (skipsRows ? top : 0)) + (x.Pixel * (skipsColumns ? left : 0));
        step.Call(
            IsChannelsLast(step) ? channelsLast : planar, step.InputAt(0, source), step.OutputAt(0, lines.Offset(y)),
            Shape(step, window, x, y, countPadding: countPadding, replaced: [
                .. channels, ("OutputHeight", lines.Height(y)), ("OutputWidth", lines.Width(y)),
                ("InputHeight", x.Height - (skipsRows ? top : 0)), ("PaddingTop", window.PadTop - (skipsRows ? 0 : top)),
                ("InputWidth", x.Width - (skipsColumns ? left : 0)), ("PaddingLeft", window.PadLeft - (skipsColumns ? 0 : left))]));
        step.FillBorder(0, lines);
    }

    /// <summary>Multiply-adds that take as long as a pixel of a window.</summary>
    public const long CostOfTap = 2;

    /// <summary>The runtime's PoolShape for a pooling of input to output; gradients have the same maps under other strides.</summary>
    public static Argument Shape(
        StepBuilder step, Window window, Geometry input, Geometry output, Geometry? inputGradient = null, Geometry? outputGradient = null,
        bool countPadding = false, IEnumerable<(string Name, Expression Value)>? replaced = null)
    {
        List<Field> fields = [.. Field.Of(
            ("Channels", IsChannelsLast(step) ? Geometry.Align(input.Channels) : input.Channels), ("InputHeight", input.Height), ("InputWidth", input.Width),
            ("OutputHeight", output.Height), ("OutputWidth", output.Width), ("KernelHeight", window.KernelHeight), ("KernelWidth", window.KernelWidth),
            ("StrideHeight", window.StrideHeight), ("StrideWidth", window.StrideWidth), ("PaddingTop", window.PadTop), ("PaddingLeft", window.PadLeft),
            ("PaddingBottom", window.PadBottom), ("PaddingRight", window.PadRight), ("CountPadding", countPadding),
            ("Input", StepBuilder.Strides(input)), ("Output", StepBuilder.Strides(output)))];
        if (inputGradient is { } dx) fields.Add(new Field("InputGradient", StepBuilder.Strides(dx)));
        if (outputGradient is { } dy) fields.Add(new Field("OutputGradient", StepBuilder.Strides(dy)));
        return StepBuilder.Constant("PoolShape", fields, replaced ?? []);
    }
}
