using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class BatchNormStatisticsImplementation(BatchNormStatistics op) : Implementation<BatchNormStatistics>(op, Traits.OverBatch)
{
    /// <summary>A program that only asks for gradients leaves the running statistics alone.</summary>
    public override bool IsOptional(int output) => output is 2 or 3;

    public override bool ReadsPart(int input) => input == 0;

    /// <summary>Of each chunk the mean, the squared distances from it, and the distances, whose sum is what the mean lacks.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) => ChannelSums.Partial(Geometry.Of(types.Inputs[0]), vectors: 3);

    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0);
        (long chunks, long floats) = (step.PartialSums.Chunks, step.PartialSums.Floats);
        using (ChannelSums.Items(step, x, out SumItem channels))
            if (channels.Chunk is not { } chunk)
                step.Call("BatchNormalization", "Statistics", [step.InputAt(0), .. Settings(step, channels.First, channels.End)]);
            else
                step.Call("BatchNormalization", "ChunkStatistics",
                    step.InputAt(0), step.InputMaps(0, Expression.Batch), chunk, chunks, channels.First, channels.End, step.SumAt(channels, 0),
                    step.SumAt(channels, 1), step.SumAt(channels, 2));
        if (chunks == 1) return;
        step.NextPhase();
        step.Call("BatchNormalization", "JoinChunks", [step.PartialSumAt(0), step.PartialSumAt(1), chunks, floats, .. Settings(step, 0, x.Channels)]);
    }

    /// <summary>Whatever the statistics of some channels need besides x.</summary>
    private IEnumerable<Argument> Settings(StepBuilder step, Expression first, Expression end) =>
    [
        step.InputMaps(0, Expression.Batch), first, end, Argument.Float(Op.Epsilon), Argument.Float(Op.Momentum),
        step.InputAt(1), step.InputAt(2), step.InputAt(3), step.OutputAt(0), step.OutputAt(1), step.OptionalOutput(2), step.OptionalOutput(3),
        step.OutputAt(4), step.OutputAt(5),
    ];
}
