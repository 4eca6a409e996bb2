using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ChannelAffine"/> is computed.</summary>
internal sealed class ChannelAffineImplementation(ChannelAffine op) : Implementation<ChannelAffine>(op)
{
    public override int OverwritesInput => 0;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0);
        bool hasShift = step.Node.Inputs.Count > 2;
        List<Argument> arguments =
        [
            step.InputAt(0), StepBuilder.MapBatch(x, step.InputStride(0), 1),
            step.OutputAt(), StepBuilder.MapBatch(step.Output(), step.OutputStride(), 1),
            0, x.Channels, step.InputAt(1),
        ];
        if (hasShift) arguments.Add(step.InputAt(2));
        step.Call("ChannelAffine", hasShift ? "Apply" : "Scale", [.. arguments]);
    }
}
