using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormGradient"/> is computed.</summary>
internal sealed class BatchNormGradientImplementation(BatchNormGradient op) : Implementation<BatchNormGradient>(op)
{
    public override bool ReadsPart(int input) => input < 2;

    public override bool WritesPart(int output) => output == 0;

    public override (string Items, string Cost) Work(StepText step) => ChannelRange.Work(step);

    public override void Emit(StepText step)
    {
        Geometry x = step.Input(0);
        step.Call("global::Kiln.Kernels.BatchNormalization.Gradient", $"ref {step.InputAt(0)}", step.MapBatch(x, step.InputStride(0)), $"ref {step.InputAt(1)}",
            step.MapBatch(step.Input(1), step.InputStride(1)), $"ref {step.OutputAt()}", step.MapBatch(step.Output(), step.OutputStride()), ChannelRange.First,
            ChannelRange.Last(x), $"ref {step.InputAt(3)}", $"ref {step.InputAt(4)}", $"ref {step.InputAt(2)}", $"ref {step.OutputAt(1)}",
            $"ref {step.OutputAt(2)}", step.Accumulate);
        ChannelRange.FillBorder(step, 0);
    }
}
