using Kiln.Generator.Graphs;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ChannelAffine"/> is computed.</summary>
internal sealed class ChannelAffineImplementation(ChannelAffine op) : Implementation<ChannelAffine>(op)
{
    public override string? Title(TensorType output) => "scale and shift";

    public override bool MayOverwrite(int input) => input == 0;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override void Write(StepBuilder step)
    {
        bool hasShift = step.Node.Inputs.Count > 2;
        Lines lines = step.Lines(StepBuilder.CostOfElement);
        List<Argument> arguments = [.. lines.Maps(step), step.InputAt(1)];
        if (hasShift) arguments.Add(step.InputAt(2));
        step.Call("ChannelAffine", hasShift ? "Apply" : "Scale", [.. arguments]);
        step.FillBorder(0, lines);
    }
}
