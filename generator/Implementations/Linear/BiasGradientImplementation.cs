using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class BiasGradientImplementation(BiasGradient op) : Implementation<BiasGradient>(op, Traits.OverBatch | Traits.ReadsParts)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => Op.FeaturesLast ? MemoryOrder.Rows : null;

    public override PartialSums PartialSums(LaidOutTypes types) => ChannelSums.Partial(Pixels(types.Inputs[0]), vectors: 1, cost: 1);

    public override void Write(StepBuilder step)
    {
        Geometry dy = Pixels(step.InputType(0));
        using (ChannelSums.Items(step, dy, out SumItem channels, cost: 1))
        using (step.SumRows(channels, Expression.Batch, dy.Height, out SumRows rows))
            step.Call("Reductions", "ChannelSums",
                step.InputAt(0, rows.Offset(step.InputStride(0), dy.Row)), StepBuilder.MapBatch(dy, step.InputStride(0), rows.Samples, rows.Rows),
                channels.First, channels.End, step.SumAt(channels, 0), rows.Adds);
        step.EndSums();
    }

    /// <summary>The tokens of a sequence are rows of one pixel, whose channels are neighbours.</summary>
    private Geometry Pixels(LaidOutType type)
    {
        Geometry dy = Geometry.Of(type);
        return Op.FeaturesLast ? dy with { Channels = dy.Width, Height = dy.Channels, Width = 1, Channel = 1, Row = dy.Channel } : dy;
    }
}
