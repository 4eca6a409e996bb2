using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class BatchNormSumsImplementation(BatchNormSums op) : Implementation<BatchNormSums>(op, Traits.OverBatch)
{
    public override bool ReadsPart(int input) => input < 2;

    /// <summary>The sums of dy and of its products with x.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) => ChannelSums.Partial(Geometry.Of(types.Inputs[0]), vectors: 2);

    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0);
        Argument[] maps = [step.InputAt(0), step.InputMaps(0, Expression.Batch), step.InputAt(1), step.InputMaps(1, Expression.Batch)];
        Argument mean = step.InputAt(3), gradientMean = step.OutputAt(2), productMean = step.OutputAt(3);
        using (ChannelSums.Items(step, x, out SumItem channels))
            if (channels.Chunk is not { } chunk)
                step.Call("BatchNormalization", "Sums", [
                    .. maps, channels.First, channels.End, step.InputAt(2), mean, step.InputAt(4), step.OutputAt(0), step.OutputAt(1), step.Accumulate,
                    gradientMean, productMean, step.OutputAt(4)]);
            else
                step.Call("BatchNormalization", "ChunkSums", [
                    .. maps, chunk, step.PartialSums.Chunks, channels.First, channels.End, mean, step.SumAt(channels, 0), step.SumAt(channels, 1)]);
        if (step.PartialSums.Chunks == 1) return;
        step.NextPhase();
        step.AddPartialSums(0, 0, x.Channels, gradientMean);
        step.AddPartialSums(1, 0, x.Channels, productMean);
        step.Call("BatchNormalization", "Gradients",
            step.InputMaps(0, Expression.Batch), 0, x.Channels, step.InputAt(2), step.InputAt(4), step.OutputAt(0), step.OutputAt(1), step.Accumulate,
            gradientMean, productMean, step.OutputAt(4));
    }
}
