using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Conv2DInputGradient"/> is computed.</summary>
internal sealed class Conv2DInputGradientImplementation(Conv2DInputGradient op) : Implementation<Conv2DInputGradient>(op)
{
    public override StepSupport Steps => StepSupport.Kernel;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input > 0 ? null
        : Op.Forward.IsGradientPlanar(Op.InputShape) ? MemoryOrder.Natural
        : Op.Forward.GroupSize(Op.InputShape) > 0 ? MemoryOrder.ChannelsLast
        : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.Forward.IsGradientPlanar(Op.InputShape) ? MemoryOrder.Natural : MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? ConvolutionSteps.Gradient(Op.Forward, Op.InputShape).Border(inputs[0].Shape) : default;

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 1 ? ConvolutionSteps.Gradient(Op.Forward, Op.InputShape).Packing(inputs[0]) : null;

    public override void Write(StepBuilder step) => ConvolutionSteps.Gradient(Op.Forward, Op.InputShape).Write(step);
}
