using Kiln.Data;
using Kiln.Training;

namespace Kiln.Networks.Tests;

/// <summary>A wrong label or index in a dataset is reported with its row there, regardless of the batch.</summary>
public sealed class DataErrorTests
{
    private const int Rows = 100;

    public static TheoryData<int, int> WrongLabels => new()
    {
        { 17, -1 }, { 0, 3 }, { 99, -2 }, { 64, int.MaxValue },
    };

    [Theory, MemberData(nameof(WrongLabels))]
    public void A_label_is_told_by_its_row(int row, int label)
    {
        IDataset data = Data(row, label);
        string expected = FormattableString.Invariant($"Target {label} of row {row} of the dataset is not a class: there are 3 classes, and labels start at 0");
        foreach (int batch in (int[])[1, 8, 100])
        {
            TrainerOptions options = new() { Seed = 5, AccumulateSteps = 2, Metrics = [Metric.Accuracy] };
            Trainer<ThreeClasses> trainer = Trainer.For(new ThreeClasses(maxBatch: batch), new SGD(0.1), options);
            Throws(expected, () => trainer.Fit(data));
            Throws(expected, () => trainer.Epochs(data).First());
            Throws(expected, () => trainer.Evaluate(data));
            Throws(expected, () => trainer.Fit(Data(0, 1), validation: data));
        }

        Throws(expected, () => GradientCheck.Verify(new ThreeClasses(maxBatch: Rows), data));
    }

    [Fact]
    public void A_row_of_a_part_is_told_by_that_of_the_whole_too()
    {
        (IDataset train, IDataset held) = Data(17, -1).Augment(new Unchanged()).Split(0.5, seed: 4);
        Trainer<ThreeClasses> trainer = Trainer.For(new ThreeClasses(maxBatch: 8), new SGD(0.1));
        IDataset[] parts = [train, held, train.Columns(0, 1), held.Columns(0, 1)];
        string[] messages = [.. parts.Select(part => Record.Exception(() => trainer.Evaluate(part))?.Message ?? "")];
        const string Expected = "of the dataset (row 17 of the 100 that it was taken from) is not a class";
        Assert.Equal(2, messages.Count(message => message.Contains(Expected, StringComparison.Ordinal)));
    }

    [Fact]
    public void An_index_is_told_by_its_row()
    {
        int[] tokens = new int[Rows * 5];
        tokens[(42 * 5) + 3] = 7;
        Trainer<Words> trainer = Trainer.For(new Words(maxBatch: 8), new SGD(0.1), new() { Seed = 2 });
        IDataset data = Dataset.Of(Rows, tokens, new int[Rows]);
        const string Expected = "Index 7 at position 3 of row 42 of the dataset is outside the table";
        Throws(Expected, () => trainer.Fit(data));
        Throws(Expected, () => trainer.Evaluate(data));
    }

    /// <summary>Every layer that reads indices tells them alike.</summary>
    [Theory, InlineData(0), InlineData(57), InlineData(99)]
    public void Whatever_reads_indices_tells_the_row(int row)
    {
        int[] letters = new int[Rows * 4], lengths = new int[Rows], places = new int[Rows * 2], labels = new int[Rows];
        (letters[(row * 4) + 1], lengths[row], places[(row * 2) + 1]) = (9, 8, -1);
        string place = FormattableString.Invariant($"of row {row} of the dataset");
        Fails($"Index 9 at position 1 {place}", new Letters(maxBatch: 7), Dataset.Of(Rows, letters, labels));
        Fails($"Length 8 {place}", new Prefixes(maxBatch: 7), Dataset.Of(Rows, new float[Rows * 21], lengths, labels));
        Fails($"Index -1 at position 1 {place}", new Picked(maxBatch: 7), Dataset.Of(Rows, new float[Rows * 15], places, labels));
    }

    [Fact]
    public void A_position_is_told_beside_the_row()
    {
        int[] labels = new int[Rows * 3];
        labels[(31 * 3) + 2] = -1;
        Trainer<Positions> trainer = Trainer.For(new Positions(maxBatch: 8), new SGD(0.1), new() { Seed = 2 });
        Throws("Target -1 of row 31 of the dataset, position 2, is not a class", () => trainer.Fit(Dataset.Of(Rows, new float[Rows * 9], labels)));
    }

    [Fact]
    public void Without_a_trainer_the_sample_is_told()
    {
        ThreeClasses network = new(maxBatch: 4);
        float[] x = new float[16];
        Throws("Target -1 of sample 2 is not a class", () => network.Evaluate(x, (int[])[0, 1, -1, 2]));
        Throws("Target -1 of sample 2 is not a class", () => network.ForwardBackward(x, (int[])[0, 1, -1, 2]));
        Assert.True(float.IsFinite(network.Evaluate(x, (int[])[0, 1, -100, 2])));
    }

    /// <summary>The row is put right, and the run goes on from there: a step that failed has changed nothing.</summary>
    [Fact]
    public void A_run_continues_when_the_label_is_right()
    {
        float[] x = [.. Enumerable.Range(0, Rows * 4).Select(i => (float)Math.Sin(i))];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 3)], wrong = [.. labels];
        wrong[20] = -1;
        Trainer<ThreeClasses> whole = Trainer.For(new ThreeClasses(maxBatch: 8), new SGD(0.1));
        Trainer<ThreeClasses> stopped = Trainer.For(new ThreeClasses(maxBatch: 8), new SGD(0.1));
        whole.Fit(Dataset.Of(Rows, x, labels), epochs: 2);
        Assert.Throws<ArgumentException>(() => stopped.Fit(Dataset.Of(Rows, x, wrong), epochs: 2));
        stopped.Fit(Dataset.Of(Rows, x, labels), epochs: 2);
        Assert.Equal(whole.Network.Parameters.ToArray(), stopped.Network.Parameters.ToArray());
    }

    private static void Fails<T>(string start, T network, IDataset data) where T : class, ITrainable<T> =>
        Throws(start, () => Trainer.For(network, new SGD(0.1)).Fit(data));

    private static void Throws(string start, Action call) => Assert.StartsWith(start, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static IDataset Data(int row, int label)
    {
        int[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 3)];
        labels[row] = label;
        return Dataset.Of(Rows, new float[Rows * 4], labels);
    }

    private sealed class Unchanged : IAugmentation
    {
        public void Apply(Batch batch, ref Philox random)
        {
        }
    }
}
