namespace Kiln.Runtime.Tests.Networks;

[Trait("Category", "Numeric")]
public class GradientTests
{
    // 15 weights, 3 biases and 12 kernel values; the frozen tensor and the gaps do not count.
    private static readonly float NormOfOnes = MathF.Sqrt(30);

    [Fact]
    public void Norm_takes_all_trained_parameters_and_nothing_else()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5]);
        Assert.Equal(NormOfOnes, network.GradientNorm());
        network.Gradients.Fill(1);
        Assert.Equal(NormOfOnes, network.GradientNorm());
    }

    [Fact]
    public void Norm_is_summed_in_double_precision()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5], scale: 3e30f);
        Assert.Equal(1, network.GradientNorm() / (3e30 * NormOfOnes), 1e-6);
    }

    [Fact]
    public void Clipping_scales_to_the_norm_and_returns_the_old_one()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5]);
        Assert.Equal(NormOfOnes, network.ClipGradients(maxNorm: 2));
        Assert.Equal((float)(2 / (Math.Sqrt(30) + 1e-6)), network.Gradient(FakeNetwork.Bias)[0]);
        Assert.Equal(2, network.GradientNorm(), 1e-5f);
        Assert.Equal(0, network.Gradients[15]);
    }

    [Theory, InlineData(6), InlineData(double.PositiveInfinity)]
    public void A_norm_below_the_limit_stays(double limit)
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5]);
        network.ClipGradients(limit);
        Assert.Equal(1, network.Gradient(FakeNetwork.Weight)[0, 0]);
    }

    [Fact]
    public void A_diverged_step_does_not_leak_into_gaps()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5], scale: float.NaN);
        Assert.True(float.IsNaN(network.ClipGradients(1)));
        network.ForwardBackward(new float[5]);
        Assert.Equal(NormOfOnes, network.GradientNorm());
    }

    [Theory, InlineData(-1), InlineData(double.NaN)]
    public void A_limit_must_be_a_length(double limit) => Assert.Throws<ArgumentOutOfRangeException>("maxNorm", () => new FakeNetwork().ClipGradients(limit));

    [Fact]
    public void Clipping_by_value_cuts_what_is_larger_and_nothing_else()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5]);
        Span<float> gradients = network.Gradients;
        int frozen = FakeNetwork.Info.Parameters.First(parameter => parameter.Frozen).Offset;
        float[] before = new float[gradients.Length];
        for (int i = 0; i < before.Length; i++) before[i] = (i % 7 - 3) * 0.5f;
        before[3] = float.NaN;
        before[4] = float.NegativeInfinity;
        before.CopyTo(gradients);
        network.ClipGradientValues(maxValue: 1);
        foreach (ParameterInfo parameter in FakeNetwork.Info.Parameters)
        {
            for (int i = parameter.Offset; i < parameter.Offset + parameter.Length; i++)
                Assert.Equal(parameter.Frozen ? before[i] : Math.Clamp(before[i], -1, 1), gradients[i]);
        }

        Assert.True(float.IsNaN(gradients[3]));
        Assert.Equal(-1, gradients[4]);
        Assert.Equal(before[15], gradients[15]);
        Assert.Equal(before[frozen], gradients[frozen]);
        Assert.Throws<ArgumentOutOfRangeException>("maxValue", () => new FakeNetwork().ClipGradientValues(double.NaN));
    }

    [Fact]
    public void Measuring_and_clipping_allocate_nothing()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5]);
        network.ClipGradients(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.ClipGradients(0.5);
        network.ClipGradientValues(0.01);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
