using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Conv2D"/> is computed.</summary>
internal sealed class Conv2DImplementation(Conv2D op) : Implementation<Conv2D>(op)
{
    public override StepSupport Steps => StepSupport.Kernel;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input > 0 ? null : Op.IsPlanar(inputs[0].Shape) ? MemoryOrder.Natural : Op.GroupSize(inputs[0].Shape) > 0 ? MemoryOrder.ChannelsLast : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.IsPlanar(inputs[0].Shape) ? MemoryOrder.Natural : MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? ConvolutionSteps.Forward(Op, inputs[0].Shape, outputs[0].Shape).Border(inputs[0].Shape) : default;

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => input switch
    {
        1 => ConvolutionSteps.Forward(Op, inputs[0].Shape, outputs[0].Shape).Packing(inputs[0]),
        2 => new PackVector(Op.Channels),
        _ => null,
    };

    public override void Write(StepBuilder step) => ConvolutionSteps.Forward(Op, step.InputType(0).Shape, step.OutputType().Shape).Write(step);
}
