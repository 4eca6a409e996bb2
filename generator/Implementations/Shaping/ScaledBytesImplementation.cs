using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaledBytes"/> is computed.</summary>
internal sealed class ScaledBytesImplementation(ScaledBytes op) : Implementation<ScaledBytes>(op)
{
    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Orders.Preferred(inputs[0].Shape);

    public override bool ReadsCaller(int input) => true;

    public override void Write(StepBuilder step)
    {
        Geometry source = step.Input(0), to = step.Output();
        if (step.InputIsChannelsLastOfCaller(0)) source = source with { Channel = 1, Pixel = source.Channels, Row = (long)source.Width * source.Channels };
        step.Call("ScaledBytes", "Read", step.InputAt(0), StepBuilder.Strides(source), step.OutputAt(), StepBuilder.Strides(to),
            to.Channels, to.Height, to.Width, Argument.Float(Op.Scale),
            Argument.Float(Op.Offset));
    }
}
