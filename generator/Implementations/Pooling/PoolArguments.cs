using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>What the kernels of pooling layers share.</summary>
internal static class PoolArguments
{
    /// <summary>Whether all maps have their channels last. One of a single pixel looks so in either order, but its gradient may have a border.</summary>
    public static bool IsChannelsLast(StepText step) =>
        step.Output().IsChannelsLast && Enumerable.Range(0, step.Node.Inputs.Count).All(input => step.Input(input).IsChannelsLast);

    /// <summary>The runtime's PoolShape for a pooling of input to output; gradients have the same maps under other strides.</summary>
    public static string Shape(
        StepText step, Window window, Geometry input, Geometry output, Geometry? inputGradient = null, Geometry? outputGradient = null,
        bool countPadding = false)
    {
        long channels = IsChannelsLast(step) ? Geometry.Align(input.Channels) : input.Channels;
        string text = string.Join(
            ", ",
            FormattableString.Invariant($"Channels = {channels}, InputHeight = {input.Height}, InputWidth = {input.Width}"),
            FormattableString.Invariant($"OutputHeight = {output.Height}, OutputWidth = {output.Width}"),
            FormattableString.Invariant($"KernelHeight = {window.KernelHeight}, KernelWidth = {window.KernelWidth}"),
            FormattableString.Invariant($"StrideHeight = {window.StrideHeight}, StrideWidth = {window.StrideWidth}"),
            FormattableString.Invariant($"PaddingTop = {window.PadTop}, PaddingLeft = {window.PadLeft}"),
            FormattableString.Invariant($"PaddingBottom = {window.PadBottom}, PaddingRight = {window.PadRight}"),
            $"CountPadding = {(countPadding ? "true" : "false")}, Input = {StepText.Strides(input)}, Output = {StepText.Strides(output)}");
        if (inputGradient is { } dx) text += $", InputGradient = {StepText.Strides(dx)}";
        if (outputGradient is { } dy) text += $", OutputGradient = {StepText.Strides(dy)}";
        return "in " + step.Shape("global::Kiln.Kernels.PoolShape", text);
    }
}
