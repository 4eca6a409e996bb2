using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BiasGradient"/> is computed.</summary>
internal sealed class BiasGradientImplementation(BiasGradient op) : Implementation<BiasGradient>(op)
{
    public override bool IsOverBatch => true;

    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Op.FeaturesLast ? MemoryOrder.Rows : null;

    public override void Write(StepBuilder step)
    {
        Geometry dy = Pixels(step);
        ChannelRange channels = ChannelRange.Of(step, dy, cost: 1);
        step.Call("Reductions", "ChannelSums", step.InputAt(0), StepBuilder.MapBatch(dy, step.InputStride(0), Expression.Batch),
            channels.First, channels.End, step.OutputAt(), step.Accumulate);
    }

    /// <summary>The tokens of a sequence are pixels whose channels are neighbours.</summary>
    private Geometry Pixels(StepBuilder step)
    {
        Geometry dy = step.Input(0);
        return Op.FeaturesLast ? dy with { Channels = dy.Width, Height = 1, Width = dy.Channels, Channel = 1, Pixel = dy.Channel } : dy;
    }
}
