using System.Globalization;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

[Trait("Category", "Numeric")]
public class OptimizerTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<Optimizer>> Golden = new()
    {
        ["sgd"] = () => new SGD(0.1),
        ["sgdWeightDecay"] = () => new SGD(0.1, weightDecay: 0.05),
        ["momentum"] = () => new SGD(0.05, momentum: 0.9),
        ["nesterov"] = () => new SGD(0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01),
        ["adam"] = () => new Adam(0.05),
        ["adamBetas"] = () => new Adam(0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3),
        ["adamPenalty"] = () => new Adam(0.05, weightDecay: 0.1),
        ["adaGrad"] = () => new AdaGrad(0.2),
        ["adaGradInitial"] = () => new AdaGrad(0.1, initial: 0.1, epsilon: 1e-3, weightDecay: 0.1),
        ["rmsProp"] = () => new RMSProp(),
        ["rmsPropAlpha"] = () => new RMSProp(0.02, alpha: 0.9, epsilon: 1e-3, weightDecay: 0.1),
        ["rmsPropCentred"] = () => new RMSProp(centred: true),
        ["rmsPropMomentum"] = () => new RMSProp(0.01, momentum: 0.9),
        ["rmsPropCentredMomentum"] = () => new RMSProp(0.01, alpha: 0.95, momentum: 0.8, centred: true, weightDecay: 0.05),
        ["adaDelta"] = () => new AdaDelta(),
        ["adaDeltaRho"] = () => new AdaDelta(0.5, rho: 0.8, epsilon: 1e-3, weightDecay: 0.1),
        ["adaMax"] = () => new AdaMax(0.05),
        ["adaMaxBetas"] = () => new AdaMax(0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1),
        ["nAdam"] = () => new NAdam(0.05),
        ["nAdamBetas"] = () => new NAdam(0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1, momentumDecay: 0.1),
        ["rAdam"] = () => new RAdam(0.05),
        ["rAdamBetas"] = () => new RAdam(0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1),
        ["lion"] = () => new Lion(0.01, weightDecay: 0.1),
        ["lionVectors"] = () => new Lion(0.02, weightDecay: 0.3, beta1: 0.8, beta2: 0.95, decayVectors: true),
        ["lamb"] = () => new LAMB(0.02),
        ["lambVectors"] = () => new LAMB(0.03, weightDecay: 0.2, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, decayVectors: true),
        ["adamW"] = () => new AdamW(0.05, weightDecay: 0.1),
        ["adamWVectors"] = () => new AdamW(0.05, weightDecay: 0.1, decayVectors: true),
    };

    public static TheoryData<string> GoldenNames => [.. Golden.Keys];

    [Theory, MemberData(nameof(GoldenNames))]
    public void Ten_steps_are_those_of_PyTorch_or_of_the_paper_in_double_precision(string name)
    {
        Bowl bowl = new();
        Optimizer optimizer = Golden[name]();
        double largest = 0;
        foreach (double[] expected in OptimizerGolden.Weights(name))
        {
            bowl.Differentiate();
            optimizer.Step(bowl);
            // Relative to the largest weight: one that happens to pass through 0 has no relative error.
            double scale = expected.Max(Math.Abs);
            largest = Math.Max(largest, expected.Zip(bowl.Weights, (right, own) => Math.Abs(right - own) / scale).Max());
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {largest:0.0e+0}"));
        Assert.InRange(largest, 0, 1e-6);
        Assert.InRange(largest, 0, Documented(optimizer.GetType().Name) * 1.05);
        Assert.Equal(10, optimizer.StepCount);
    }

    [Fact]
    public void Momentum_by_hand()
    {
        // Curvature and minimum of the first weight: w0 = -0.40625, minimum 0.828125, curvature 0.671875, all exact in binary.
        // g = 0.671875 (w - 0.828125); v1 = g1, w1 = w0 - 0.5 v1; v2 = 0.5 v1 + g2, w2 = w1 - 0.5 v2.
        Bowl bowl = new();
        SGD optimizer = new(0.5, momentum: 0.5);
        double w = -0.40625, v = 0;
        for (int step = 0; step < 2; step++)
        {
            double g = 0.671875 * (w - 0.828125);
            v = step == 0 ? g : 0.5 * v + g;
            w -= 0.5 * v;
            bowl.Differentiate();
            optimizer.Step(bowl);
            Assert.Equal(w, bowl.Weights[0], 1e-6);
        }
    }

    [Fact]
    public void The_first_step_of_Adam_has_the_length_of_the_rate()
    {
        // Corrected moments of one gradient are g and g^2, so the step is rate g / |g| up to epsilon.
        Bowl bowl = new();
        float[] before = bowl.Weights;
        bowl.Differentiate();
        new Adam(0.125).Step(bowl);
        float[] after = bowl.Weights;
        for (int i = 0; i < before.Length; i++)
        {
            float gradient = OptimizerGolden.Curvature[i] * (before[i] - OptimizerGolden.Minimum[i]);
            Assert.Equal(before[i] - 0.125 * Math.Sign(gradient), after[i], 1e-5);
        }
    }

    [Fact]
    public void The_schedule_counts_from_zero()
    {
        List<long> steps = [];
        Bowl bowl = new();
        SGD optimizer = new(Schedule.From(step =>
        {
            steps.Add(step);
            return 0.1;
        }));
        for (int i = 0; i < 3; i++)
        {
            bowl.Differentiate();
            optimizer.Step(bowl);
        }

        Assert.Equal([0, 1, 2], steps);
    }

    [Fact]
    public void Frozen_tensors_do_not_move()
    {
        Bowl bowl = new(frozenVector: true);
        float[] before = bowl.Weights;
        bowl.Differentiate();
        new SGD(0.1).Step(bowl);
        Assert.Equal(before[Bowl.Matrix.Length..], bowl.Weights[Bowl.Matrix.Length..]);
        Assert.NotEqual(before[0], bowl.Weights[0]);
    }

    [Fact]
    public void A_step_marks_the_weights_as_changed_and_counts_for_randomness()
    {
        Bowl bowl = new();
        long version = bowl.Core.Version, step = bowl.Core.StepCount;
        new SGD(0.1).Step(bowl);
        Assert.True(bowl.Core.Version > version);
        Assert.Equal(step + 1, bowl.Core.StepCount);
    }

    [Fact]
    public void Another_network_is_refused()
    {
        Adam optimizer = new(0.1);
        optimizer.Step(new Bowl());
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => optimizer.Step(new Bowl()));
        Assert.Contains("Bowl", error.Message, StringComparison.Ordinal);
        Assert.Contains("create an optimizer for each network", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, optimizer.StepCount);
    }

    [Fact]
    public void An_instance_that_shares_the_weights_is_the_same_network()
    {
        TinyClassifier network = new();
        Adam optimizer = new(0.1);
        optimizer.Step(network);
        optimizer.Step(network.Share());
        Assert.Equal(2, optimizer.StepCount);
    }

    [Theory, MemberData(nameof(GoldenNames))]
    public void Saved_state_continues_with_the_same_bits(string name)
    {
        Bowl whole = new(), parts = new();
        Optimizer optimizer = Golden[name](), first = Golden[name](), second = Golden[name]();
        Descend(whole, optimizer, 10);

        Descend(parts, first, 4);
        using MemoryStream stream = new();
        first.Save(stream);
        stream.Position = 0;
        second.Load(stream);
        Assert.Equal(4, second.StepCount);
        Descend(parts, second, 6);
        Assert.Equal(whole.Weights, parts.Weights);
    }

    [Fact]
    public void State_of_another_kind_is_refused_and_changes_nothing()
    {
        Bowl bowl = new();
        Adam adam = new(0.1);
        Descend(bowl, adam, 2);
        using MemoryStream stream = new();
        adam.Save(stream);
        stream.Position = 0;
        SGD other = new(0.1, momentum: 0.9);
        WeightsException error = Assert.Throws<WeightsException>(() => other.Load(stream));
        Assert.Contains("Adam", error.Message, StringComparison.Ordinal);
        Assert.Contains("SGD", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, other.StepCount);
    }

    [Fact]
    public void State_of_another_network_is_refused()
    {
        Adam adam = new(0.1), bound = new(0.1), free = new(0.1);
        Descend(new Bowl(), adam, 1);
        using MemoryStream stream = new();
        adam.Save(stream);
        TinyClassifier network = new();
        bound.Step(network);
        stream.Position = 0;
        Assert.Contains("dense1.weight", Assert.Throws<WeightsException>(() => bound.Load(stream)).Message, StringComparison.Ordinal);
        stream.Position = 0;
        free.Load(stream);
        Assert.Throws<WeightsException>(() => free.Step(network));
        Assert.Equal(1, bound.StepCount);
    }

    [Fact]
    public void Hyper_parameters_outside_their_range_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new SGD(0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new SGD(0.1, weightDecay: -1));
        Assert.Throws<ArgumentException>("nesterov", () => new SGD(0.1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new Adam(0.1, beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new AdamW(0.1, beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new Adam(0.1, epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new AdamW(0.1, weightDecay: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new Adam(0.1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>("initial", () => new AdaGrad(initial: -1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new AdaGrad(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RMSProp(alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => new RMSProp(momentum: -0.5));
        Assert.Throws<ArgumentOutOfRangeException>("rho", () => new AdaDelta(rho: 1));
        Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new AdaMax(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>("momentumDecay", () => new NAdam(momentumDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new RAdam(beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new Lion(beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new LAMB(0.1, epsilon: 0));
    }

    [Fact]
    public void Rates_that_the_papers_or_PyTorch_give_need_not_be_given()
    {
        Optimizer[] optimizers = [new AdaGrad(), new RMSProp(), new AdaDelta(), new AdaMax(), new NAdam(), new RAdam(), new Lion()];
        Assert.Equal([0.01, 0.01, 1, 0.002, 0.002, 0.001, 0.0001], optimizers.Select(optimizer => optimizer.Rate.At(0)));
    }

    [Fact]
    public void A_gradient_that_stays_the_same_has_no_negative_variance()
    {
        // v - m m is 0 up to rounding here, and the root of a negative number would be none.
        Bowl bowl = new();
        RMSProp optimizer = new(1e-6, alpha: 0.5, centred: true);
        for (int step = 0; step < 200; step++)
        {
            for (int i = 0; i < bowl.Gradients.Length; i++) bowl.Gradients[i] = 0.1f + 0.037f * i;
            optimizer.Step(bowl);
        }

        Assert.All(bowl.Weights, weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void LAMB_moves_a_tensor_of_zeros()
    {
        Bowl bowl = new() { Weights = new float[26] };
        bowl.Differentiate();
        new LAMB(0.125).Step(bowl);
        // The quotient of the norms counts as 1, so a first step is that of Adam.
        Assert.All(bowl.Weights.Zip(OptimizerGolden.Minimum), pair => Assert.Equal(0.125 * Math.Sign(pair.Second), pair.First, 1e-4));
    }

    [Fact]
    public void The_sign_of_no_direction_is_zero_and_that_of_no_number_is_seen()
    {
        Bowl bowl = new();
        float[] before = bowl.Weights;
        bowl.Gradients.Clear();
        bowl.Gradients[1] = float.NaN;
        new Lion(0.5).Step(bowl);
        Assert.True(float.IsNaN(bowl.Weights[1]));
        before[1] = float.NaN;
        Assert.Equal(before, bowl.Weights);
    }

    [Fact]
    public void The_momentum_of_NAdam_follows_from_the_step_alone()
    {
        NesterovMomentum counted = new(0.9, 0.004);
        double product = 1;
        for (int step = 1; step <= 500; step++)
        {
            product *= counted.At(step);
            Assert.Equal(1 - product, 1 - counted.Product(step));
            Assert.Equal(counted.Product(step), new NesterovMomentum(0.9, 0.004).Product(step));
        }

        Assert.Equal(1, 1 - new NesterovMomentum(0.9, 0.004).Product(SavedOptimizer.MostSteps));
        Assert.Equal(counted.At(1), counted.Product(1));
    }

    [Fact]
    public void A_schedule_that_gives_no_rate_stops_before_any_weight_changes()
    {
        Bowl bowl = new();
        float[] before = bowl.Weights;
        bowl.Differentiate();
        Assert.Throws<InvalidOperationException>(() => new SGD(Schedule.From(_ => double.NaN)).Step(bowl));
        Assert.Equal(before, bowl.Weights);
    }

    [Fact]
    public void Users_write_their_own()
    {
        Bowl bowl = new();
        float[] before = bowl.Weights;
        SignDescent optimizer = new(0.25);
        bowl.Differentiate();
        float[] signs = [.. bowl.Gradients.Slice(0, Bowl.Matrix.Length).ToArray().Select(gradient => (float)MathF.Sign(gradient))];
        optimizer.Step(bowl);
        for (int i = 0; i < signs.Length; i++) Assert.Equal(before[i] - 0.25f * signs[i], bowl.Weights[i]);
        Assert.Equal([("matrix", 1L), ("vector", 1L)], optimizer.Calls);
    }

    [Fact]
    public void A_step_allocates_nothing_after_the_first()
    {
        foreach (Func<Optimizer> create in Golden.Values)
        {
            Bowl bowl = new();
            Optimizer optimizer = create();
            Descend(bowl, optimizer, 2);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Descend(bowl, optimizer, 100);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>The largest difference that the table of docs/optimizers.md admits.</summary>
    private static double Documented(string optimizer)
    {
        string row = File.ReadLines(Path.Combine(SharedFiles.Repository, "docs", "optimizers.md"))
            .Single(line => line.StartsWith($"| `{optimizer}` |", StringComparison.Ordinal));
        return double.Parse(row.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1], CultureInfo.InvariantCulture);
    }

    private static void Descend(Bowl bowl, Optimizer optimizer, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            bowl.Differentiate();
            optimizer.Step(bowl);
        }
    }

    private sealed class SignDescent(Schedule rate) : Optimizer(rate)
    {
        public List<(string Name, long Step)> Calls { get; } = [];

        protected override int StatesPerParameter => 0;

        protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
        {
            Calls.Add((group.Name, step));
            Assert.Equal(0, state.Length);
            for (int i = 0; i < parameters.Length; i++) parameters[i] -= (float)rate * MathF.Sign(gradients[i]);
        }
    }
}
