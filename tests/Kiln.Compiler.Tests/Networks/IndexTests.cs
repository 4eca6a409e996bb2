using Kiln.Data;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Indices that the caller gives: the first wrong one is named before anything is computed, and any number of threads adds gradients alike.</summary>
public sealed class IndexTests
{
    private static readonly NetworkText s_text =
        new("Tokens", "[Input<int>(40), Embedding(50, 19), LayerNorm, Dense(7), Flatten, Dense(3), SoftmaxCrossEntropy]");

    [Theory, InlineData(50), InlineData(-1)]
    public void An_index_outside_the_table_is_named(int index)
    {
        INetworkProbe probe = NetworkCompiler.Compile(s_text.Evaluate())[0](2);
        NetworkData data = new(s_text.Evaluate().Graph, batch: 2, seed: 1);
        Batch samples = data.Samples(probe.Info, targets: false);
        samples.Write<int>(0)[(1 * 40) + 5] = index;
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => probe.Forward(samples, data.Outputs(probe.Info)));
        Assert.StartsWith(
            FormattableString.Invariant($"Index {index} at position 5 of sample 1 is outside the table: it has 50 rows"), thrown.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_have_the_same_bits_for_any_number_of_threads()
    {
        NetworkFactory create = NetworkCompiler.Compile(s_text.Evaluate())[0];
        float[] one = Gradients(create, threads: 1), several = Gradients(create, threads: 3);
        Assert.Contains(one, gradient => gradient != 0);
        Assert.Equal(one, several);
    }

    private static float[] Gradients(NetworkFactory create, int threads)
    {
        const int Batch = 64;
        INetworkProbe probe = create(Batch, 0, threads);
        NetworkData data = new(s_text.Evaluate().Graph, Batch, seed: 2);
        data.SetWeights(probe);
        probe.ForwardBackward(data.Samples(probe.Info, targets: true), 1, accumulate: false);
        return ((ITrainable)probe.Network).Gradients.ToArray();
    }
}
