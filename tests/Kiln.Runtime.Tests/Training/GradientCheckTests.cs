using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public class GradientCheckTests
{
    [Theory, InlineData(true), InlineData(false)]
    public void Right_gradients_pass_and_nothing_changes(bool dropout)
    {
        TinyClassifier network = new(maxBatch: 8, seed: 5) { HasDropout = dropout };
        Trainer.For(network, new SGD(0.1)).Fit(TinyData.Points(16));
        float[] weights = network.Parameters.ToArray(), statistics = network.Core.State.ToArray();
        long step = network.Core.StepCount;

        GradientCheck.Verify(network, TinyData.Points(12));
        Assert.Equal(weights, network.Parameters.ToArray());
        Assert.Equal(statistics, network.Core.State.ToArray());
        Assert.Equal(step, network.Core.StepCount);
    }

    [Theory, InlineData(0), InlineData(1.1f), InlineData(-1)]
    public void A_wrong_gradient_is_named(float factor)
    {
        TinyClassifier network = new(maxBatch: 8, seed: 5) { BiasGradientFactor = factor };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => GradientCheck.Verify(network, TinyData.Points(8)));
        Assert.Contains("dense1.bias[", error.Message, StringComparison.Ordinal);
        Assert.Contains("central difference", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dense1.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_index_is_that_of_PyTorch()
    {
        // Storage [3][4] of the weight [4, 3]: position 6 is feature 1, output 2, hence [2, 1].
        TinyClassifier network = new(maxBatch: 8, seed: 5);
        network.AfterBatch = () => network.Gradients[6] += 1;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => GradientCheck.Verify(network, TinyData.Points(8)));
        Assert.Contains("dense1.weight[2, 1]: gradient", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Message.Split('\n').Length);
    }

    [Fact]
    public void A_stricter_tolerance_finds_smaller_errors()
    {
        TinyClassifier network = new(maxBatch: 8, seed: 5) { BiasGradientFactor = 1.005f };
        // A bias far from its optimum: its gradient must be large enough for half a percent of it to be seen.
        network.EditParameters()[TinyClassifier.Bias] = 2;
        GradientCheck.Verify(network, TinyData.Points(8), tolerance: 1e-2);
        Assert.Throws<InvalidOperationException>(() => GradientCheck.Verify(network, TinyData.Points(8), tolerance: 1e-3));
    }

    [Fact]
    public void A_kink_nearby_is_stepped_around()
    {
        // max(0, w) at w = 0.004: a difference over [-0.006, 0.014] gives 0.7, one over a quarter of it the slope 1.
        Bowl bowl = new();
        bowl.EditParameters()[0] = 0.004f;
        CentralDifference difference = new(bowl.Core, loss: 0.004, tolerance: 1e-2, () => Math.Max(0, bowl.Parameters[0]));
        Assert.True(difference.Agrees(0, 1, out double numeric));
        Assert.Equal(1, numeric, 1e-3);
        Assert.False(difference.Agrees(0, 0, out _));
        Assert.False(difference.Agrees(0, 0.7 + 0.1, out _));
        Assert.Equal(0.004f, bowl.Parameters[0]);
    }

    [Fact]
    public void Data_that_does_not_fit_is_named() =>
        Assert.Throws<ArgumentException>("samples", () => GradientCheck.Verify(new TinyClassifier(), Dataset.Of(1, new float[2], new int[1])));
}
