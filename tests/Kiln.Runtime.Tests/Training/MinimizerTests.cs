using System.Text.Json;
using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

[Trait("Category", "Numeric")]
public sealed class MinimizerTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Training", "minimizers.golden.json"))).RootElement;

    public static TheoryData<string> Methods => ["LBFGS", "BFGS"];

    [Theory, MemberData(nameof(Methods))]
    public void The_chain_of_Rosenbrock_is_followed_to_its_end(string name)
    {
        double[] point = [.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? -1.2 : 1)];
        MinimizeResult result = Run(new Rosenbrock(), name, point, new() { GradientTolerance = 1e-9, StepTolerance = 0, MaxIterations = 500 });
        Assert.Equal(StopReason.Gradient, result.Reason);
        double[] torch = [.. Golden.GetProperty("rosenbrock").GetProperty("point").EnumerateArray().Select(value => value.GetDouble())];
        for (int i = 0; i < point.Length; i++) Assert.Equal(torch[i], point[i], 1e-8);
        Assert.InRange(result.Loss, 0, 1e-18);
        Assert.InRange(result.Iterations, 10, 100);
        Assert.InRange(result.Evaluations, result.Iterations + 1, 2 * result.Iterations);
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_quadratic_is_minimized_whatever_its_scales(string name)
    {
        double[] point = [4, -3, 2, 1, 7];
        MinimizeResult result = Run(new Quadratic(), name, point, new() { GradientTolerance = 1e-10, StepTolerance = 0 });
        Assert.Equal(StopReason.Gradient, result.Reason);
        Assert.All(point, value => Assert.Equal(1, value, 1e-9));
        Assert.InRange(result.Iterations, 3, 40);
    }

    /// <summary>The steps of L-BFGS with all of its history are those of BFGS, whose first matrix is scaled once: Nocedal and Wright, section 7.2.</summary>
    [Fact]
    public void Both_methods_agree_on_the_second_direction()
    {
        double[] step = [0.5, -0.25, 1], change = [1, 0.5, 2], gradient = [0.3, -2, 0.7], first = new double[3], second = new double[3];
        LimitedMemory limited = new(3, history: 4);
        InverseHessian full = new(3);
        limited.Learn(step, change);
        full.Learn(step, change);
        limited.Direction(gradient, first);
        full.Direction(gradient, second);
        for (int i = 0; i < 3; i++) Assert.Equal(first[i], second[i], 1e-12);

        // The secant equation: what was learned is known.
        full.Direction(change, second);
        for (int i = 0; i < 3; i++) Assert.Equal(-step[i], second[i], 1e-12);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Softmax_regression_ends_where_PyTorch_does(string name)
    {
        float[] features = [.. Golden.GetProperty("features").EnumerateArray().Select(value => value.GetSingle())];
        int[] labels = [.. Golden.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32())];
        // Batches of 16, 16 and 8.
        TinyClassifier network = new(maxBatch: 16, seed: 1) { HasDropout = false };
        IDataset data = Dataset.Of(labels.Length, features, labels);
        List<double> losses = [];
        MinimizeOptions options = new() { GradientTolerance = 1e-6, MaxIterations = 300, OnIteration = (_, loss) => losses.Add(loss) };
        MinimizeResult result = name == "BFGS" ? BFGS.Minimize(network, data, options) : LBFGS.Minimize(network, data, options);
        Assert.Equal(Golden.GetProperty("loss").GetDouble(), result.Loss, 1e-6);
        Assert.Equal(result.Iterations, losses.Count);
        Assert.Equal(result.Loss, losses[^1]);
        for (int i = 1; i < losses.Count; i++) Assert.True(losses[i] <= losses[i - 1] * (1 + 1e-6));
        Compare("weight", "dense1.weight", TinyClassifier.Features);
        Compare("bias", "dense1.bias", 1);

        void Compare(string golden, string parameter, int columns)
        {
            double[] expected = [.. Golden.GetProperty(golden).EnumerateArray().Select(value => value.GetDouble())];
            float[] actual = new float[expected.Length];
            network.Parameter(parameter).CopyTo(actual);
            for (int i = 0; i < expected.Length; i++)
            {
                double mean = Enumerable.Range(0, TinyClassifier.Classes).Average(row => (double)actual[row * columns + i % columns]);
                Assert.Equal(expected[i], actual[i] - mean, 2e-3);
            }
        }
    }

    [Fact]
    public void The_network_keeps_the_best_point_and_its_frozen_weights()
    {
        TinyClassifier network = new(maxBatch: 8, seed: 1) { HasDropout = false };
        float frozen = network.Parameters[32];
        IDataset data = TinyData.Points(24);
        MinimizeResult result = LBFGS.Minimize(network, data, new() { MaxIterations = 3 });
        Assert.Equal((StopReason.Iterations, 3), (result.Reason, result.Iterations));
        Assert.Equal(result.Loss, Trainer.For(network, new SGD(0)).Fit(data)[0].Loss, 1e-6);
        Assert.Equal(frozen, network.Parameters[32]);

        MinimizeResult further = LBFGS.Minimize(network, data, new() { MaxIterations = 3 });
        Assert.True(further.Loss < result.Loss);
    }

    [Fact]
    public void Dropout_is_one_function_of_the_weights()
    {
        // Other masks in each pass would make the line search fail soon.
        TinyClassifier network = new(maxBatch: 8, seed: 1);
        float[] state = network.Core.State.ToArray();
        MinimizeResult result = LBFGS.Minimize(network, TinyData.Points(64), new() { GradientTolerance = 1e-4 });
        Assert.Equal(StopReason.Gradient, result.Reason);
        Assert.NotEqual(state, network.Core.State.ToArray());
    }

    [Fact]
    public void A_cancelled_run_keeps_what_it_found()
    {
        using CancellationTokenSource cancellation = new();
        TinyClassifier network = new(maxBatch: 8, seed: 1) { HasDropout = false };
        double last = 0;
        MinimizeOptions options = new()
        {
            OnIteration = (iteration, loss) =>
            {
                last = loss;
                if (iteration == 4) cancellation.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => LBFGS.Minimize(network, TinyData.Points(24), options, cancellation.Token));
        Assert.Equal(last, Trainer.For(network, new SGD(0)).Fit(TinyData.Points(24))[0].Loss, 1e-6);
    }

    [Fact]
    public void What_cannot_be_minimized_says_why()
    {
        TinyClassifier network = new(maxBatch: 8);
        Assert.Throws<ArgumentNullException>("data", () => BFGS.Minimize(network, null!));
        Assert.Contains("History", Refused(new() { History = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaxIterations", Refused(new() { MaxIterations = 0 }), StringComparison.Ordinal);
        Assert.Contains("GradientTolerance", Refused(new() { GradientTolerance = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("StepTolerance", Refused(new() { StepTolerance = -1 }), StringComparison.Ordinal);

        network.EditParameters()[0] = float.NaN;
        Assert.Equal(StopReason.NotFinite, LBFGS.Minimize(network, TinyData.Points(8)).Reason);

        string Refused(MinimizeOptions options) =>
            Assert.Throws<ArgumentOutOfRangeException>("options", () => LBFGS.Minimize(network, TinyData.Points(8), options)).Message;
    }

    [Fact]
    public void Steps_that_move_nothing_end_a_run()
    {
        MinimizeResult result = Run(new Quadratic(), "LBFGS", [4, -3, 2, 1, 7], new() { StepTolerance = 1e9 });
        Assert.Equal((StopReason.Step, 1), (result.Reason, result.Iterations));
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_loss_that_rises_along_its_gradient_ends_a_run_where_it_began(string name)
    {
        double[] point = [4, -3, 2, 1, 7];
        MinimizeResult result = Run(new Quadratic { Sign = -1 }, name, point, new());
        // A step of the last bit hides in rounding.
        Assert.InRange(result.Iterations, 0, 1);
        Assert.NotEqual(StopReason.Gradient, result.Reason);
        double[] start = [4, -3, 2, 1, 7];
        for (int i = 0; i < point.Length; i++) Assert.Equal(start[i], point[i], 1e-12);
    }

    [Theory, MemberData(nameof(Methods))]
    public void A_loss_that_is_no_number_beyond_the_start_ends_a_run(string name)
    {
        double[] point = [4, -3, 2, 1, 7];
        MinimizeResult result = Run(new Cliff(), name, point, new());
        Assert.Equal((StopReason.NoLowerLoss, 0), (result.Reason, result.Iterations));
        Assert.Equal([4, -3, 2, 1, 7], point);
    }

    [Fact]
    public void A_result_prints_as_a_line() => Assert.Equal(
        "loss 0.4132 after 23 iterations (27 passes), largest derivative 8.1e-6: Gradient",
        new MinimizeResult(0.4132, 8.1e-6, 23, 27, StopReason.Gradient).ToString());

    [Fact]
    public void A_line_search_meets_the_strong_Wolfe_conditions()
    {
        // From far too short and from far too long first steps.
        foreach (double first in new[] { 1e-6, 1e-3, 1, 100, 1e6 })
        {
            WolfeLineSearch line = new(new Rosenbrock());
            LinePoint start = line.At([-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1]);
            double[] direction = [.. start.Gradient.Select(value => -value)];
            start = start with { Slope = DoubleVector.Dot(start.Gradient, direction) };
            LinePoint end = line.Search(start, direction, first)!;
            Assert.True(end.Loss <= start.Loss + 1e-4 * end.Step * start.Slope);
            Assert.True(Math.Abs(end.Slope) <= 0.9 * Math.Abs(start.Slope));
        }
    }

    private static MinimizeResult Run(IObjective objective, string method, double[] point, MinimizeOptions options) =>
        Minimizer.Run(
            objective, method == "BFGS" ? new InverseHessian(point.Length) : new LimitedMemory(point.Length, options.History), point, options,
            MinimizerProgress.Start, _ => { });

    private sealed class Rosenbrock : IObjective
    {
        public int Length => 10;

        public double Resolution => 1e-15;

        public double Evaluate(Span<double> point, Span<double> gradient)
        {
            double sum = 0;
            gradient.Clear();
            for (int i = 0; i + 1 < point.Length; i++)
            {
                double valley = point[i + 1] - point[i] * point[i], rest = 1 - point[i];
                sum += 100 * valley * valley + rest * rest;
                gradient[i] -= 400 * valley * point[i] + 2 * rest;
                gradient[i + 1] += 200 * valley;
            }

            return sum;
        }
    }

    /// <summary>1 at the start, and no number anywhere else.</summary>
    private sealed class Cliff : IObjective
    {
        public int Length => 5;

        public double Resolution => 1e-15;

        public double Evaluate(Span<double> point, Span<double> gradient)
        {
            gradient.Fill(1);
            return point[0] == 4 ? 1 : double.NaN;
        }
    }

    /// <summary>Minimum 0 at ones, with curvatures from 1 to 10 000.</summary>
    private sealed class Quadratic : IObjective
    {
        public int Length => 5;

        /// <summary>-1 gives the gradient of something else.</summary>
        public int Sign { get; init; } = 1;

        public double Resolution => 1e-15;

        public double Evaluate(Span<double> point, Span<double> gradient)
        {
            double sum = 0, curvature = 1;
            for (int i = 0; i < point.Length; i++, curvature *= 10)
            {
                gradient[i] = curvature * (point[i] - 1);
                sum += gradient[i] * (point[i] - 1) / 2;
                gradient[i] *= Sign;
            }

            return sum;
        }
    }
}
