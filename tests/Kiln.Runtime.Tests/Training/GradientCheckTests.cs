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
        Assert.Equal((GradientVerdict.Right, 1), Judge(w => Math.Max(0, w), at: 0.004f, gradient: 1));
        Assert.Equal(GradientVerdict.Wrong, Judge(w => Math.Max(0, w), at: 0.004f, gradient: 0).Verdict);
        Assert.Equal(GradientVerdict.Wrong, Judge(w => Math.Max(0, w), at: 0.004f, gradient: 0.7 + 0.1).Verdict);
    }

    /// <summary>Slopes of losses that bend at 0, before and after it: no difference there says which of them the gradient should be.</summary>
    [Theory, InlineData(0, 1), InlineData(-1, 1), InlineData(0.2, 1), InlineData(3, 1), InlineData(-2, -1)]
    public void A_kink_decides_nothing(double before, double behind)
    {
        double Loss(double w) => w < 0 ? before * w : behind * w;
        foreach (double gradient in (double[])[before, behind, 1.1 * behind, 2 * behind, (before + behind) / 2])
            Assert.Equal(GradientVerdict.Kink, Judge(Loss, at: 0, gradient).Verdict);
        // Nearer than the last difference reaches.
        Assert.Equal(GradientVerdict.Kink, Judge(Loss, at: 1e-5f, 1.1 * behind).Verdict);
        Assert.Equal(GradientVerdict.Wrong, Judge(Loss, at: 0.02f, 1.1 * behind).Verdict);
        Assert.Equal(GradientVerdict.Right, Judge(Loss, at: 0.02f, behind).Verdict);
    }

    /// <summary>No layer has such a gradient, wherever it is.</summary>
    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void A_gradient_that_is_no_number_is_wrong_on_a_kink_too(double gradient)
    {
        Assert.Equal(GradientVerdict.Wrong, Judge(Math.Abs, at: 0, gradient).Verdict);
        Assert.Equal(GradientVerdict.Wrong, Judge(w => w * w, at: 1, gradient).Verdict);
    }

    /// <summary>A smooth bend is not a kink, however large its curvature is next to a gradient near 0.</summary>
    [Theory, InlineData(0.5), InlineData(0.05), InlineData(0.005)]
    public void A_curve_is_no_kink(float at)
    {
        Assert.Equal(GradientVerdict.Right, Judge(w => w * w, at, 2 * at).Verdict);
        Assert.NotEqual(GradientVerdict.Right, Judge(w => w * w, at, (2 * at) + 0.02).Verdict);
    }

    /// <summary>Where a weight changes nothing a gradient of 0 is right, and says nothing about its rule.</summary>
    [Theory, InlineData(0), InlineData(1e-9), InlineData(-1e-6)]
    public void Where_nothing_changes_nothing_is_told(double slope)
    {
        Assert.Equal(GradientVerdict.Flat, Judge(w => slope * w, at: 0.3f, slope).Verdict);
        Assert.Equal(GradientVerdict.Wrong, Judge(w => slope * w, at: 0.3f, 0.1).Verdict);
    }

    /// <summary>Normalization near variance 0: a slope over a thousandth, which the larger differences do not see.</summary>
    [Theory, InlineData(0), InlineData(5e-4f)]
    public void A_sharp_bend_is_seen_by_smaller_differences(float at)
    {
        static double Loss(double w) => w / Math.Sqrt((w * w) + 1e-6);
        double slope = 1e-6 / Math.Pow(((double)at * at) + 1e-6, 1.5);
        Assert.Equal(GradientVerdict.Right, Judge(Loss, at, slope).Verdict);
        Assert.NotEqual(GradientVerdict.Right, Judge(Loss, at, 1.1 * slope).Verdict);
        Assert.NotEqual(GradientVerdict.Right, Judge(Loss, at, 0.9 * slope).Verdict);
    }

    private static (GradientVerdict Verdict, double Numeric) Judge(Func<double, double> loss, float at, double gradient)
    {
        Bowl bowl = new();
        bowl.EditParameters()[0] = at;
        CentralDifference difference = new(bowl.Core, loss(at), tolerance: 1e-2, () => loss(bowl.Parameters[0]));
        GradientVerdict verdict = difference.Judge(0, gradient, out double numeric);
        Assert.Equal(at, bowl.Parameters[0]);
        return (verdict, Math.Round(numeric, 3));
    }

    [Fact]
    public void Data_that_does_not_fit_is_named() =>
        Assert.Throws<ArgumentException>("samples", () => GradientCheck.Verify(new TinyClassifier(), Dataset.Of(1, new float[2], new int[1])));
}
