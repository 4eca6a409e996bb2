using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormTraining"/> is computed.</summary>
internal sealed class BatchNormTrainingImplementation(BatchNormTraining op) : Implementation<BatchNormTraining>(op)
{
    /// <summary>A program that only asks for gradients leaves the running statistics alone.</summary>
    public override bool IsOptional(int output) => output is 3 or 4;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => output == 0;

    public override void Write(StepBuilder step)
    {
        ChannelRange channels = ChannelRange.Of(step, step.Input(0));
        step.Call("BatchNormalization", "Train",
            step.InputAt(0), step.InputMaps(0, Expression.Batch), step.OutputAt(), step.OutputMaps(Expression.Batch),
            channels.First, channels.End, Argument.Float(Op.Epsilon), Argument.Float(Op.Momentum),
            step.InputAt(1), step.InputAt(2), step.OutputAt(1), step.OutputAt(5), step.OutputAt(2),
            step.InputAt(3), step.InputAt(4), step.OptionalOutput(3), step.OptionalOutput(4));
        channels.FillBorder(step, 0);
    }
}
