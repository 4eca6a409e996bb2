using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>What the kernels of pooling layers share.</summary>
internal static class PoolArguments
{
    /// <summary>Whether all maps have their channels last. One of a single pixel looks so in either order, but its gradient may have a border.</summary>
    public static bool IsChannelsLast(StepBuilder step) =>
        step.Output().IsChannelsLast && Enumerable.Range(0, step.Node.Inputs.Count).All(input => step.Input(input).IsChannelsLast);

    /// <summary>Multiply-adds that take as long as a pixel of a window.</summary>
    public const long CostOfTap = 2;

    /// <summary>The runtime's PoolShape for a pooling of input to output; gradients have the same maps under other strides.</summary>
    public static Argument Shape(
        StepBuilder step, Window window, Geometry input, Geometry output, Geometry? inputGradient = null, Geometry? outputGradient = null,
        bool countPadding = false, IEnumerable<(string Name, Expression Value)>? replaced = null, bool isTurned = false)
    {
        if (isTurned)
            return Shape(step, window.Turned, input.Turned, output.Turned, inputGradient?.Turned, outputGradient?.Turned, countPadding, replaced);
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
