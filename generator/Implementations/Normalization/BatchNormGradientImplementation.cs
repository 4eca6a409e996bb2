using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormGradient"/> is computed.</summary>
internal sealed class BatchNormGradientImplementation(BatchNormGradient op) : Implementation<BatchNormGradient>(op)
{
    public override bool ReadsPart(int input) => input < 2;

    public override bool WritesPart(int output) => output == 0;

    public override void Write(StepBuilder step)
    {
        ChannelRange channels = ChannelRange.Of(step, step.Input(0));
        step.Call("BatchNormalization", "Gradient",
            step.InputAt(0), step.InputMaps(0, Expression.Batch), step.InputAt(1), step.InputMaps(1, Expression.Batch),
            step.OutputAt(), step.OutputMaps(Expression.Batch), channels.First, channels.End,
            step.InputAt(3), step.InputAt(4), step.InputAt(2), step.OutputAt(1), step.OutputAt(2), step.Accumulate);
        channels.FillBorder(step, 0);
    }
}
