using Kiln.Generator.Ops;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormStatistics"/> is computed.</summary>
internal sealed class BatchNormStatisticsImplementation(BatchNormStatistics op) : Implementation<BatchNormStatistics>(op)
{
    public override bool IsOverBatch => true;

    /// <summary>A program that only asks for gradients leaves the running statistics alone.</summary>
    public override bool IsOptional(int output) => output is 2 or 3;

    public override bool ReadsPart(int input) => input == 0;

    public override void Write(StepBuilder step)
    {
        ChannelRange channels = ChannelRange.Of(step, step.Input(0));
        step.Call("BatchNormalization", "Statistics",
            step.InputAt(0), step.InputMaps(0, Expression.Batch), channels.First, channels.End, Argument.Float(Op.Epsilon), Argument.Float(Op.Momentum),
            step.InputAt(1), step.InputAt(2), step.InputAt(3), step.OutputAt(0), step.OutputAt(1), step.OptionalOutput(2), step.OptionalOutput(3),
            step.OutputAt(4), step.OutputAt(5));
    }
}
