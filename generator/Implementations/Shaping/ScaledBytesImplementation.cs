using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ScaledBytesImplementation(ScaledBytes op) : Implementation<ScaledBytes>(op, Traits.ReadsCaller)
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Inputs[0].Shape);

    public override void Write(StepBuilder step)
    {
        Geometry source = step.Input(0), to = step.Output();
        if (step.InputIsChannelsLastOfCaller(0)) source = source with { Channel = 1, Pixel = source.Channels, Row = (long)source.Width * source.Channels };
        Lines lines = step.Lines(StepBuilder.CostOfElement);
        step.Call("ScaledBytes", "Read", step.InputAt(0, lines.Offset(source)), StepBuilder.Strides(source), step.OutputAt(0, lines.Offset(to)),
            StepBuilder.Strides(to), lines.Channels(to), lines.Height(to), lines.Width(to), Argument.Float(Op.Scale), Argument.Float(Op.Offset));
        step.FillBorder(0, lines);
    }
}
