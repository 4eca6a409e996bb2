using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ChannelAffine"/> is computed.</summary>
internal sealed class ChannelAffineImplementation(ChannelAffine op) : Implementation<ChannelAffine>(op)
{
    public override bool MayOverwrite(int input, int inputs) => input == 0;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override void Emit(StepText step)
    {
        Geometry x = step.Input(0);
        bool hasShift = step.Node.Inputs.Count > 2;
        List<string> arguments =
        [
            $"ref {step.InputAt(0)}", step.MapBatch(x, step.InputStride(0), "1"),
            $"ref {step.OutputAt()}", step.MapBatch(step.Output(), step.OutputStride(), "1"),
            "0", SourceWriter.Number(x.Channels), $"ref {step.InputAt(1)}",
        ];
        if (hasShift) arguments.Add($"ref {step.InputAt(2)}");
        step.Call($"global::Kiln.Kernels.ChannelAffine.{(hasShift ? "Apply" : "Scale")}", [.. arguments]);
    }
}
