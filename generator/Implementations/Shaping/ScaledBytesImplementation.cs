using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaledBytes"/> is computed.</summary>
internal sealed class ScaledBytesImplementation(ScaledBytes op) : Implementation<ScaledBytes>(op)
{
    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Orders.Preferred(inputs[0].Shape);

    public override bool ReadsCaller(int input) => true;

    public override void Emit(StepText step)
    {
        Geometry source = step.Input(0), to = step.Output();
        if (step.InputIsChannelsLastOfCaller(0)) source = source with { Channel = 1, Pixel = source.Channels, Row = (long)source.Width * source.Channels };
        step.Call("global::Kiln.Kernels.ScaledBytes.Read", $"ref {step.InputAt(0)}", StepText.Strides(source), $"ref {step.OutputAt()}", StepText.Strides(to),
            SourceWriter.Number(to.Channels), SourceWriter.Number(to.Height), SourceWriter.Number(to.Width), SourceWriter.Float(Op.Scale),
            SourceWriter.Float(Op.Offset));
    }
}
