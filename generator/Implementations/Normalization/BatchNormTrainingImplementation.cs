using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormTraining"/> is computed.</summary>
internal sealed class BatchNormTrainingImplementation(BatchNormTraining op) : Implementation<BatchNormTraining>(op)
{
    /// <summary>A program that only asks for gradients leaves the running statistics alone.</summary>
    public override bool IsOptional(int output) => output is 3 or 4;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => output == 0;

    public override (string Items, string Cost) Work(StepText step) => ChannelRange.Work(step);

    public override void Emit(StepText step)
    {
        Geometry x = step.Input(0), y = step.Output();
        string Moved(int output) => step.HasOutput(output) ? $"ref {step.OutputAt(output)}" : $"ref {Framework.Unsafe}.NullRef<float>()";
        step.Call("global::Kiln.Kernels.BatchNormalization.Train",
            $"ref {step.InputAt(0)}", step.MapBatch(x, step.InputStride(0)), $"ref {step.OutputAt()}", step.MapBatch(y, step.OutputStride()),
            ChannelRange.First, ChannelRange.Last(x), SourceWriter.Float(Op.Epsilon), SourceWriter.Float(Op.Momentum),
            $"ref {step.InputAt(1)}", $"ref {step.InputAt(2)}", $"ref {step.OutputAt(1)}", $"ref {step.OutputAt(5)}", $"ref {step.OutputAt(2)}",
            $"ref {step.InputAt(3)}", $"ref {step.InputAt(4)}", Moved(3), Moved(4));
        ChannelRange.FillBorder(step, 0);
    }
}
