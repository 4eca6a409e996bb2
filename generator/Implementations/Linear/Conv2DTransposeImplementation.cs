using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Conv2DTranspose"/> is computed.</summary>
internal sealed class Conv2DTransposeImplementation(Conv2DTranspose op) : Implementation<Conv2DTranspose>(op)
{
    public override StepSupport Steps => StepSupport.Kernel;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 && IsPlanar(inputs, outputs) ? MemoryOrder.Natural : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        IsPlanar(inputs, outputs) ? MemoryOrder.Natural : MemoryOrder.ChannelsLast;

    private bool IsPlanar(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.Convolution(inputs[0].Shape).IsGradientPlanar(outputs[0].Shape);

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? Text(inputs[0].Shape, outputs[0].Shape).Border(inputs[0].Shape) : default;

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => input switch
    {
        1 => Text(inputs[0].Shape, outputs[0].Shape).Packing(inputs[0]),
        2 => new PackVector(Op.Channels),
        _ => null,
    };

    private ConvolutionSteps Text(Shape x, Shape y) => ConvolutionSteps.Gradient(Op.Convolution(x), y);

    public override void Write(StepBuilder step) => Text(step.InputType(0).Shape, step.OutputType().Shape).Write(step);
}
