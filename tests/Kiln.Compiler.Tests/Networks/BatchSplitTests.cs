using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Training;
using Measured = Kiln.Training.Evaluation;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// How data is cut into batches changes neither its loss nor, with accumulated gradients, the step: each loss has the divisor that it would have in one batch.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class BatchSplitTests
{
    private const int NetworksPerAssembly = 30;
    private const double LossTolerance = 1e-6, GradientTolerance = 1e-5;

    private static readonly Lazy<NetworkFactory> s_example =
        new(() => Compile(new NetworkText("SplitExample", "[Input(2), Dense(3), SoftmaxCrossEntropy(ignoreIndex: -1)]")));

    [Fact]
    public void Any_cut_of_the_data_gives_its_loss_and_accumulation_its_gradient()
    {
        int networks = TestLevel.Count(quick: 30, full: 210);
        for (int first = 1; first <= networks; first += NetworksPerAssembly)
        {
            RandomLoss[] cases = [.. Enumerable.Range(first, NetworksPerAssembly).Select(seed => new RandomLoss(seed))];
            EvaluatedNetwork[] evaluated = [.. cases.Select(item => item.Text.Evaluate())];
            IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile(evaluated);
            for (int i = 0; i < cases.Length; i++) Check(cases[i], cases[i].Data(evaluated[i]), create[i]);
        }
    }

    private static void Check(RandomLoss item, IDataset data, NetworkFactory create)
    {
        Random random = new(item.Seed);
        INetworkProbe Fresh() => create(item.Rows, item.Seed, 1);
        Measured whole = TrainingRun.Of(Fresh()).Evaluate(data, new() { BatchSize = item.Rows });
        Assert.True(double.IsFinite(whole.Loss) && whole.Loss != 0, $"{item}");

        TrainerOptions small = new() { BatchSize = random.Next(1, item.Rows), Seed = item.Seed, Warn = _ => { } };
        Close(whole, TrainingRun.Of(Fresh()).Evaluate(data, small), item, $"evaluated by {small.BatchSize}");
        Close(whole, Random(Fresh(), data, random), item, "evaluated in pieces");
        Epoch epoch = TrainingRun.Of(Fresh()).Fit(data, new SGD(0), small, validation: data)[0];
        Close(whole, new Measured(epoch.Loss, epoch.Metrics) { LossTerms = epoch.LossTerms }, item, $"trained by {small.BatchSize}");
        Measured validated = new(epoch.ValidationLoss!.Value, epoch.Metrics) { LossTerms = epoch.ValidationLossTerms };
        Close(whole, validated, item, $"validated by {small.BatchSize}");

        INetworkProbe one = Fresh(), many = Fresh();
        TrainingRun.Of(one).Fit(data, new SGD(0.1), small with { BatchSize = item.Rows });
        epoch = TrainingRun.Of(many).Fit(data, new SGD(0.1), small with { AccumulateSteps = item.Rows })[0];
        Close(whole, new Measured(epoch.Loss, epoch.Metrics) { LossTerms = epoch.LossTerms }, item, $"accumulated by {small.BatchSize}");
        float[] wanted = ((ITrainable)one.Network).Gradients.ToArray(), actual = ((ITrainable)many.Network).Gradients.ToArray();
        double largest = wanted.Max(Math.Abs), error = wanted.Zip(actual, (x, y) => Math.Abs((double)x - y)).Max();
        Assert.True(
            largest > 0 && error <= GradientTolerance * largest,
            FormattableString.Invariant($"The accumulated gradient is off by {error:G3} where the largest is {largest:G3}: {item}"));
        Assert.Equal(1, many.Network.Core.StepCount);
    }

    /// <summary>The loss from pieces of any sizes, as the trainer puts it together.</summary>
    private static Measured Random(INetworkProbe probe, IDataset data, Random random)
    {
        LossResults results = new(probe.Network.Core);
        LossSums sums = results.NewSums();
        for (int row = 0, count; row < data.Count; row += count)
        {
            count = random.Next(1, data.Count - row + 1);
            Batch piece = new(data.Columns, count);
            Philox none = default;
            data.Read([.. Enumerable.Range(row, count)], piece, ref none);
            results.AddCall(sums, probe.Evaluate(piece, null), count);
        }

        return new Measured(results.Mean(sums)!.Value, new Dictionary<string, double>()) { LossTerms = results.Terms(sums) };
    }

    private static void Close(Measured expected, Measured actual, RandomLoss item, string what)
    {
        Close(expected.Loss, actual.Loss, item, what);
        Assert.Equal(expected.LossTerms.Keys, actual.LossTerms.Keys);
        foreach ((string term, double value) in expected.LossTerms) Close(value, actual.LossTerms[term], item, $"{what}, {term}");
    }

    private static void Close(double expected, double actual, RandomLoss item, string what) =>
        Assert.True(
            Math.Abs(expected - actual) <= LossTolerance * Math.Abs(expected),
            FormattableString.Invariant($"{what}: {actual:R} instead of {expected:R}; {item}"));

    [Theory, InlineData(4, 1), InlineData(2, 2), InlineData(1, 4), InlineData(3, 2)]
    public void A_group_of_batches_is_one_large_batch(int batchSize, int accumulateSteps)
    {
        // One label of four is ignored; PyTorch's loss of these weights over the other three.
        INetworkProbe whole = s_example.Value(4, seed: 1), parts = s_example.Value(4, seed: 1);
        double expected = TrainingRun.Of(whole).Fit(Example(), new SGD(1), new())[0].Loss;
        Epoch epoch = TrainingRun.Of(parts).Fit(Example(), new SGD(1), new() { BatchSize = batchSize, AccumulateSteps = accumulateSteps })[0];
        Assert.Equal(1.2008, expected, 5e-5);
        Assert.Equal(expected, epoch.Loss, 1e-6);
        for (int i = 0; i < whole.Network.Parameters.Length; i++) Assert.Equal(whole.Network.Parameters[i], parts.Network.Parameters[i], 1e-6);
    }

    [Fact]
    public void A_batch_in_which_nothing_counts_is_no_step()
    {
        // Batches of one sample: the second makes no step, and the loss of the others stays a number.
        List<TrainingStep> steps = [];
        INetworkProbe probe = s_example.Value(4, seed: 1);
        IReadOnlyList<Epoch> epochs = TrainingRun.Of(probe).Fit(Example(), new SGD(0.1, momentum: 0.9), new() { BatchSize = 1, OnStep = steps.Add }, epochs: 5);
        Assert.All(epochs, epoch => Assert.True(double.IsFinite(epoch.Loss) && epoch.Loss > 0));
        Assert.Equal(15, steps.Count);
        Assert.All(steps, step => Assert.True(double.IsFinite(step.Loss) && double.IsFinite(step.GradientNorm)));
        Assert.Equal(Enumerable.Range(1, 15).Select(number => (long)number), steps.Select(step => step.Number));
        Assert.All(probe.Network.Parameters.ToArray(), weight => Assert.True(float.IsFinite(weight)));
    }

    /// <summary>Neither momentum nor weight decay moves the weights, no patience ends the run, and nothing is the best.</summary>
    [Theory, InlineData(4, 1), InlineData(2, 2), InlineData(1, 3)]
    public void Data_in_which_nothing_counts_changes_nothing(int batchSize, int accumulateSteps)
    {
        List<string> warnings = [];
        string best = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        INetworkProbe probe = s_example.Value(4, seed: 1);
        float[] before = probe.Network.Parameters.ToArray();
        IDataset nothing = Dataset.Of(4, new float[8], new[] { -1, -1, -1, -1 });
        TrainerOptions options = new() { BatchSize = batchSize, AccumulateSteps = accumulateSteps, Patience = 2, BestPath = best, Warn = warnings.Add };
        IReadOnlyList<Epoch> epochs = TrainingRun.Of(probe).Fit(nothing, new AdamW(0.1, weightDecay: 0.5), options, epochs: 6);
        Assert.Equal(6, epochs.Count);
        Assert.All(epochs, epoch => Assert.Equal(0, epoch.Loss));
        Assert.Equal(before, probe.Network.Parameters.ToArray());
        Assert.Equal(0, probe.Network.Core.StepCount);
        Assert.False(File.Exists(best));
        Assert.Contains("training data counts", Assert.Single(warnings), StringComparison.Ordinal);

        // With such validation data the run learns, and nothing is compared.
        warnings.Clear();
        epochs = TrainingRun.Of(probe).Fit(Example(), new AdamW(0.1), options, epochs: 6, validation: nothing);
        Assert.Equal(6, epochs.Count);
        Assert.All(epochs, epoch => Assert.True(epoch.Loss > 0 && epoch.ValidationLoss is null));
        Assert.False(File.Exists(best));
        Assert.Contains("validation data counts", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(0, TrainingRun.Of(probe).Evaluate(nothing, options).Loss);
    }

    /// <summary>The gradients of samples that do not count are 0; those of other losses beside them do not change.</summary>
    [Fact]
    public void A_loss_in_which_nothing_counts_leaves_the_others_alone()
    {
        const string Build = "private static (Node scores, Node value) Build([Input(2)] Node x) => (x.Dense(3), x.Dense(1));";
        const string Hard = "scores.SoftmaxCrossEntropy(label, ignoreIndex: -1)", Soft = "value.MeanSquaredError(target)";
        const string Parameters = "Loss(Node scores, Node value, [Input<int>] Node label, [Input(1)] Node target)";
        NetworkText both = new("BothLosses", "", Methods: $"{Build} private static (Node total, Node hard) {Parameters} => ({Hard} + {Soft}, {Hard});");
        NetworkText plain = new("PlainLoss", "", Methods: $"{Build} private static Node {Parameters} => {Soft} + 0 * {Hard};");
        float[] x = [1, 0, 0, 1, 1, 1], target = [1, 2, 3];
        INetworkProbe one = Compile(both)(3, seed: 2), other = Compile(plain)(3, seed: 2);
        Epoch first = TrainingRun.Of(one).Fit(Dataset.Of(3, x, new[] { -1, -1, -1 }, target), new SGD(0.1), new() { BatchSize = 2 }, epochs: 3)[^1];
        Epoch second = TrainingRun.Of(other).Fit(Dataset.Of(3, x, new int[3], target), new SGD(0.1), new() { BatchSize = 2 }, epochs: 3)[^1];
        Assert.Equal(second.Loss, first.Loss, 1e-6);
        Assert.Equal(0, first.LossTerms["hard"]);
        for (int i = 0; i < one.Network.Parameters.Length; i++) Assert.Equal(other.Network.Parameters[i], one.Network.Parameters[i], 1e-6);
    }

    /// <summary>
    /// A loss that is not a sum of losses counts by samples over batches; within a group of accumulated batches it is that of the large batch.
    /// </summary>
    [Fact]
    public void Even_a_loss_that_bends_a_weighted_one_is_accumulated_as_one_batch()
    {
        NetworkFactory create = Compile(new NetworkText("BentLoss", "[Input(2), Dense(3)]",
            Methods: "private static Node Loss(Node scores, [Input<int>] Node label) => (1 + scores.SoftmaxCrossEntropy(label, ignoreIndex: -1)).Square();"));
        INetworkProbe whole = create(4, seed: 1), parts = create(4, seed: 1);
        TrainerOptions options = new() { Warn = _ => { } };
        double expected = TrainingRun.Of(whole).Fit(Example(), new SGD(0.5), options, epochs: 2)[^1].Loss;
        double actual = TrainingRun.Of(parts).Fit(Example(), new SGD(0.5), options with { BatchSize = 1, AccumulateSteps = 4 }, epochs: 2)[^1].Loss;
        Assert.Equal(expected, actual, 1e-5);
        for (int i = 0; i < whole.Network.Parameters.Length; i++) Assert.Equal(whole.Network.Parameters[i], parts.Network.Parameters[i], 1e-5);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_run_resumed_within_an_epoch_has_the_same_loss(int accumulateSteps)
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        RandomLoss item = Enumerable.Range(1, 100).Select(seed => new RandomLoss(seed)).First(item => item.Text.Methods.Length > 0 && item.Rows > 8);
        EvaluatedNetwork network = item.Text.Evaluate();
        NetworkFactory create = NetworkCompiler.Compile(network)[0];
        IDataset data = item.Data(network);
        TrainerOptions options = new() { BatchSize = 2, AccumulateSteps = accumulateSteps, Warn = _ => { } };
        INetworkProbe whole = create(2, seed: 1), second = create(2, seed: 1);
        IReadOnlyList<Epoch> expected = TrainingRun.Of(whole).Fit(data, new Adam(0.01), options, epochs: 2);
        try
        {
            IReadOnlyList<Epoch> resumed =
                TrainingRun.Of(create(2, seed: 1)).Resume(second.Network, data, () => new Adam(0.01), options, epochs: 2, afterStep: 2, path);
            Assert.Equal(expected.Select(epoch => epoch.Loss), resumed.Select(epoch => epoch.Loss));
            Assert.Equal(expected.Select(epoch => epoch.LossTerms["second"]), resumed.Select(epoch => epoch.LossTerms["second"]));
            Assert.Equal(whole.Network.Parameters.ToArray(), second.Network.Parameters.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_group_allocates_nothing()
    {
        long[] allocated = new long[200];
        int count = 0;
        TrainerOptions options = new() { BatchSize = 1, AccumulateSteps = 2, OnStep = _ => allocated[count++] = GC.GetAllocatedBytesForCurrentThread() };
        IDataset data = Dataset.Of(200, new float[400], Enumerable.Range(0, 200).Select(i => i % 3).ToArray());
        TrainingRun.Of(s_example.Value(4, seed: 1)).Fit(data, new SGD(0.1), options);
        Assert.Equal(100, count);
        Assert.Equal(allocated[9], allocated[99]);
    }

    private static IDataset Example() => Dataset.Of(4, new float[] { 1, 0, 0, 1, 1, 1, -1, 2 }, new[] { 0, -1, 1, 1 });

    private static NetworkFactory Compile(NetworkText text) => NetworkCompiler.Compile(text.Evaluate())[0];
}
