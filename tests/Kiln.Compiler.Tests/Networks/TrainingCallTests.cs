namespace Kiln.Compiler.Tests.Networks;

/// <summary>What a training call leaves: gradients of all trained parameters, and another number for the noise of the next one.</summary>
[Trait("Category", "Numeric")]
public sealed class TrainingCallTests
{
    private static readonly NetworkText s_dropped = new("Dropped", "[Input(64), Dropout(0.5), Dense(1, bias: false), MeanSquaredError]");

    private static readonly NetworkText s_twoSamples = new("TwoSamples", "", Methods: """
        [Shared] private static Node Sample(Node mean, Node logVariance) => mean.SampleNormal(logVariance).Dropout(0.5);

        private static (Node a, Node b) Build([Input(32)] Node x) => (Sample(x, x), Sample(x, x));

        private static (Node total, Node difference) Loss(Node a, Node b) => (a.Square().Mean() + b.Square().Mean(), (a - b).Abs().Mean());
        """);

    private static readonly NetworkText s_unusedHead = new("UnusedHead", "", Methods: """
        private static (Node y, Node other) Build([Input(3)] Node x) { Node h = x.Dense(4).Tanh(); return (h.Dense(2), h.Dense(5)); }

        private static Node Loss(Node y, Node other, [Input(2)] Node t) => y.MeanSquaredError(t);
        """);

    private static INetworkProbe Make(NetworkText text, int batch) => NetworkCompiler.Compile(text.Evaluate())[0](batch, 1, 1);

    /// <summary>Which gradients are not zero is which inputs were kept.</summary>
    [Fact]
    public void Each_call_has_its_own_mask()
    {
        INetworkProbe probe = Make(s_dropped, 1);
        float[] x = [.. Enumerable.Repeat(1f, 64)], t = [5f];
        bool[] Kept(bool accumulate)
        {
            probe.Call("ForwardBackward", x, t, 1f, accumulate);
            return [.. ((ITrainable)probe.Network).Gradients.ToArray().Take(64).Select(gradient => gradient != 0)];
        }

        bool[] first = Kept(false), second = Kept(false);
        Assert.InRange(first.Count(kept => kept), 16, 48);
        Assert.NotEqual(first, second);
        // Four more batches leave few inputs without a gradient, where one mask for all would leave half of them.
        for (int i = 0; i < 4; i++) Kept(true);
        Assert.InRange(Kept(true).Count(kept => kept), 56, 64);
    }

    [Fact]
    public void A_call_that_fails_is_repeated_with_the_same_mask()
    {
        NetworkText text = new("Checked", "[Input(64), Dropout(0.5), Dense(3, bias: false), SoftmaxCrossEntropy]");
        float[] x = [.. Enumerable.Repeat(1f, 64)];
        float[] Gradients(bool fails)
        {
            INetworkProbe probe = Make(text, 1);
            if (fails) Assert.ThrowsAny<Exception>(() => probe.Call("ForwardBackward", x, new[] { 7 }, 1f, false));
            probe.Call("ForwardBackward", x, new[] { 1 }, 1f, false);
            return ((ITrainable)probe.Network).Gradients.ToArray();
        }

        Assert.Equal(Gradients(fails: false), Gradients(fails: true));
    }

    /// <summary>Parameters are shared, not chance: two samples of one distribution differ.</summary>
    [Fact]
    public void Calls_of_a_shared_method_draw_their_own_noise()
    {
        INetworkProbe probe = Make(s_twoSamples, 2);
        probe.Call("ForwardBackward", Enumerable.Range(0, 64).Select(i => 1 + (i % 5f)).ToArray(), 1f, false);
        Assert.InRange(probe.Network.Core.Losses[1], 0.5f, 100f);
    }

    [Fact]
    public void What_the_loss_does_not_reach_has_the_gradient_zero()
    {
        INetworkProbe probe = Make(s_unusedHead, 2);
        var network = (ITrainable)probe.Network;
        float[] good = [1, 2, 3, 4, 5, 6], bad = [1, 2, float.NaN, 4, 5, 6], t = [1, 0, 0, 1];
        network.Gradients.Fill(77);
        foreach (float[] x in new[] { bad, good })
        {
            probe.Call("ForwardBackward", x, t, 1f, false);
            float norm = network.ClipGradients(1);
            Assert.Equal(x == good, float.IsFinite(norm));
            foreach (ParameterInfo parameter in probe.Info.Parameters.Where(parameter => parameter.Name.StartsWith("dense3", StringComparison.Ordinal)))
                Assert.All(network.Gradients.Slice(parameter.Offset, parameter.Length).ToArray(), gradient => Assert.True(gradient == 0 || x == bad));
        }
    }
}
