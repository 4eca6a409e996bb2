using Kiln.Data;
using Kiln.Training;

namespace Kiln.Networks.Tests;

[Network, Input(3), Dense(1), MeanSquaredError]
public sealed partial class Line;

[Network, Input(3), Dense(16), Tanh, Dense(1), MeanSquaredError]
public sealed partial class Curve;

/// <summary>Full-batch methods on networks that the compiler wrote.</summary>
public sealed class MinimizeTests
{
    private const int Rows = 50;

    [Theory, InlineData("LBFGS"), InlineData("BFGS")]
    public void A_linear_regression_is_that_of_the_normal_equations(string method)
    {
        (float[] inputs, float[] targets) = Points();
        double[] expected = NormalEquations(inputs, targets);
        // Batches of 16, 16, 16 and 2.
        Line net = new(maxBatch: 16, seed: 1);
        IDataset data = Dataset.Of(Rows, inputs, targets);
        MinimizeOptions options = new() { GradientTolerance = 1e-6 };
        MinimizeResult result = method == "BFGS" ? BFGS.Minimize(net, data, options) : LBFGS.Minimize(net, data, options);
        float[] weights = new float[4];
        net.Parameter("dense1.weight").CopyTo(weights.AsSpan(0, 3));
        net.Parameter("dense1.bias").CopyTo(weights.AsSpan(3));
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], weights[i], 1e-5);
        Assert.Equal(Trainer.For(net, new SGD(0)).Evaluate(data).Loss, result.Loss, 1e-6);
        Assert.InRange(result.Iterations, 2, 15);
    }

    [Fact]
    public void A_curve_is_fitted_far_better_than_by_a_line()
    {
        (float[] inputs, float[] targets) = Points();
        IDataset data = Dataset.Of(Rows, inputs, targets);
        double line = LBFGS.Minimize(new Line(maxBatch: 16, seed: 1), data).Loss;
        MinimizeResult curve = LBFGS.Minimize(new Curve(maxBatch: 16, seed: 1), data, new() { MaxIterations = 300 });
        Assert.True(curve.Loss < line / 100, $"{curve}, a line has {line}");
    }

    [Fact]
    public void A_matrix_that_would_be_too_large_is_refused() => Assert.Contains(
        "LBFGS", Assert.Throws<ArgumentException>("network", () => BFGS.Minimize(new Mlp(maxBatch: 1), Digits())).Message, StringComparison.Ordinal);

    private static IDataset Digits() => Dataset.Of(1, new float[784], new int[1]);

    private static (float[] Inputs, float[] Targets) Points()
    {
        Philox random = new(3, "points");
        float[] inputs = new float[3 * Rows], targets = new float[Rows];
        for (int row = 0; row < Rows; row++)
        {
            Span<float> x = inputs.AsSpan(3 * row, 3);
            foreach (ref float value in x) value = random.NextNormal();
            targets[row] = 0.5f * x[0] - 2 * x[1] + 0.25f * x[2] + 3 + MathF.Sin(2 * x[0]);
        }

        return (inputs, targets);
    }

    /// <summary>The weights and the bias with the least squares, in double precision.</summary>
    private static double[] NormalEquations(float[] inputs, float[] targets)
    {
        double[,] a = new double[4, 5];
        for (int row = 0; row < Rows; row++)
        {
            double[] x = [inputs[3 * row], inputs[3 * row + 1], inputs[3 * row + 2], 1, targets[row]];
            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < 5; j++) a[i, j] += x[i] * x[j];
            }
        }

        // Gauss and Jordan; the matrix is positive definite.
        for (int pivot = 0; pivot < 4; pivot++)
        {
            for (int row = 0; row < 4; row++)
            {
                if (row == pivot) continue;
                double factor = a[row, pivot] / a[pivot, pivot];
                for (int column = pivot; column < 5; column++) a[row, column] -= factor * a[pivot, column];
            }
        }

        return [.. Enumerable.Range(0, 4).Select(i => a[i, 4] / a[i, i])];
    }
}
