using Kiln.Generator.Ops;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormSums"/> is computed.</summary>
internal sealed class BatchNormSumsImplementation(BatchNormSums op) : Implementation<BatchNormSums>(op)
{
    public override bool IsOverBatch => true;

    public override bool ReadsPart(int input) => input < 2;

    public override void Write(StepBuilder step)
    {
        ChannelRange channels = ChannelRange.Of(step, step.Input(0));
        step.Call("BatchNormalization", "Sums",
            step.InputAt(0), step.InputMaps(0, Expression.Batch), step.InputAt(1), step.InputMaps(1, Expression.Batch), channels.First, channels.End,
            step.InputAt(2), step.InputAt(3), step.InputAt(4), step.OutputAt(0), step.OutputAt(1), step.Accumulate, step.OutputAt(2), step.OutputAt(3),
            step.OutputAt(4));
    }
}
