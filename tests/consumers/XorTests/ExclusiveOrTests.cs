using Kiln;
using Kiln.Data;
using Kiln.Training;

namespace XorTests;

[Network, Input(2), Dense(6), Tanh, Dense(1), Sigmoid, MeanSquaredError]
public sealed partial class ExclusiveOr;

public sealed class ExclusiveOrTests
{
    private static readonly float[] Inputs = [0, 0, 0, 1, 1, 0, 1, 1];
    private static readonly float[] Answers = [0, 1, 1, 0];
    private static readonly IDataset Table = Dataset.Of(count: 4, Inputs, Answers);

    [Fact]
    public void Training_finds_the_table()
    {
        var net = new ExclusiveOr(maxBatch: 4, seed: 2);
        new Trainer<ExclusiveOr>(net, new Adam(0.05), new() { BatchSize = 4 }).Fit(Table, epochs: 500);
        float[] outputs = new float[4];
        net.Forward(Inputs, outputs);
        Assert.Equal(Answers, outputs.Select(output => MathF.Round(output)));
    }

    [Fact]
    public void Gradients_agree_with_differences() => GradientCheck.Verify(new ExclusiveOr(maxBatch: 4, seed: 5), Table);

    [Fact]
    public void Forward_allocates_nothing()
    {
        var net = new ExclusiveOr(maxBatch: 4, threads: 1);
        float[] outputs = new float[4];
        net.Forward(Inputs, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        net.Forward(Inputs, outputs);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
