using Digits;
using Edge;
using Kiln.Data;
using Kiln.Training;

namespace Kiln.Edge.Tests;

/// <summary>Networks of other kinds than those of examples/Edge: they learn, become integers, and lose little of what they were trained for.</summary>
public sealed class TaskTests(ITestOutputHelper log)
{
    private const int Calibrated = 256, EmbeddingSize = 64;
    private const double LeastDecibels = 25;

    // The figures of benchmarks/README.md are those of five seeds.
    private static readonly int s_seeds = TestLevel.Setting("KILN_SEEDS", 1);

    /// <summary>Two images that go through the same layers: same digit or not?</summary>
    [Fact]
    public void Pairs_are_told_apart()
    {
        const int BatchSize = 64, Steps = 400, Epochs = 3;
        DigitData digits = SharedFiles.TryFind("data/mnist", out string? folder) ? DigitData.Open(folder) : DigitData.Render();
        Pairs test = new(digits.Test, 32 * BatchSize, seed: 1);
        Measured accuracy = new("accuracy"), area = new("AUC");
        double distanceNoise = double.PositiveInfinity, embeddingNoise = double.PositiveInfinity;
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            Pairs train = new(digits.Train, Steps * BatchSize, seed + 1);
            Siamese net = new(BatchSize, seed);
            new Trainer<Siamese>(net, new Adam(Schedule.OneCycle(8e-3, Steps * Epochs))).Fit(train, epochs: Epochs);
            Siamese.Int8 integers = net.Quantize(train.Take(Calibrated));

            // The limit is that of the floats, on pairs that the network has learned from.
            float[] learned = Compute(train.Take(32 * BatchSize), net.Forward), real = Compute(test, net.Forward), rounded = Compute(test, integers.Forward);
            float limit = learned.MaxBy(distance => Right(learned, distance));
            accuracy.Add(Right(real, limit), Right(rounded, limit));
            area.Add(Area(real), Area(rounded));
            distanceNoise = Math.Min(distanceNoise, SignalToNoise.Decibels(real, rounded));
            float[] embedded = Compute(test, (left, _, embedding) => net.Embed(left, embedding), EmbeddingSize);
            embeddingNoise = Math.Min(
                embeddingNoise, SignalToNoise.Decibels(embedded, Compute(test, (left, _, embedding) => integers.Embed(left, embedding), EmbeddingSize)));
        }

        Check(accuracy, least: 0.7, change: -0.01);
        Check(area, least: 0.75, change: -0.005);
        Check("distance", distanceNoise);
        Check("embedding", embeddingNoise);

        static float[] Compute(IDataset pairs, OfTwo compute, int size = 1)
        {
            Batch batch = new(pairs.Columns, BatchSize);
            float[] results = new float[pairs.Count * size];
            for (int at = 0; at < pairs.Count; at += BatchSize)
            {
                pairs.Read([.. Enumerable.Range(at, BatchSize)], batch);
                compute(batch.Read<float>(0), batch.Read<float>(1), results.AsSpan(at * size, BatchSize * size));
            }

            return results;
        }

        static double Right(float[] distances, float limit) =>
            distances.Where((distance, i) => (distance <= limit) == Pairs.IsSame(i)).Count() / (double)distances.Length;

        static double Area(float[] distances) =>
            Scores.AreaUnderCurve([.. distances.Select(distance => (double)distance)], [.. distances.Select((_, i) => Pairs.IsSame(i) ? 0 : 1)]);
    }

    /// <summary>One network, a number and a class, from a picture and a vector.</summary>
    [Fact]
    public void Ages_and_sexes_are_guessed()
    {
        const int BatchSize = 32, Steps = 25, Epochs = 6;
        People test = People.Make(24 * BatchSize, seed: 1);
        Measured error = new("error in years"), accuracy = new("accuracy");
        double ageNoise = double.PositiveInfinity, genderNoise = double.PositiveInfinity;
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            People train = People.Make(Steps * BatchSize, seed + 1);
            Profile net = new(BatchSize, seed);
            new Trainer<Profile>(net, new AdamW(Schedule.OneCycle(8e-3, Steps * Epochs))).Fit(train.Data, epochs: Epochs);
            Profile.Int8 integers = net.Quantize(train.Data.Take(Calibrated));

            (float[] ages, float[] genders) = Guesses(net.Forward, test);
            (float[] roundedAges, float[] roundedGenders) = Guesses(integers.Forward, test);
            error.Add(Error(ages), Error(roundedAges));
            accuracy.Add(Accuracy(genders), Accuracy(roundedGenders));
            ageNoise = Math.Min(ageNoise, SignalToNoise.Decibels(ages, roundedAges));
            genderNoise = Math.Min(genderNoise, SignalToNoise.Decibels(genders, roundedGenders));
        }

        Check(accuracy, least: 0.85, change: -0.01);
        log.WriteLine(error.ToString());
        Assert.True(error.Float < 9 && error.Change < 0.3, error.ToString());
        Check("age", ageNoise);
        Check("gender", genderNoise);

        double Error(float[] ages) => ages.Zip(test.Years, (age, years) => Math.Abs(age - (double)years)).Average();

        double Accuracy(float[] genders) => test.Labels.Where((label, i) => genders.AsSpan(2 * i, 2).ArgMax() == label).Count() / (double)test.Labels.Length;

        static (float[] Ages, float[] Genders) Guesses(Guess guess, People people)
        {
            int count = people.Labels.Length;
            float[] ages = new float[count], genders = new float[count * Profile.GenderSize];
            for (int at = 0; at < count; at += BatchSize)
                guess(
                    people.Photos.AsSpan(at * Profile.PhotoSize, BatchSize * Profile.PhotoSize),
                    people.Metadata.AsSpan(at * Profile.MetadataSize, BatchSize * Profile.MetadataSize),
                    ages.AsSpan(at, BatchSize), genders.AsSpan(at * Profile.GenderSize, BatchSize * Profile.GenderSize));
            return (ages, genders);
        }
    }

    /// <summary>A class for every pixel.</summary>
    [Fact]
    public void Cells_are_outlined()
    {
        const int BatchSize = 16, Steps = 32, Epochs = 6;
        Cells test = Cells.Make(8 * BatchSize, seed: 1);
        Measured overlap = new("intersection over union"), accuracy = new("accuracy of pixels");
        double noise = double.PositiveInfinity;
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            Cells train = Cells.Make(Steps * BatchSize, seed + 1);
            UNet net = new(BatchSize, seed);
            new Trainer<UNet>(net, new AdamW(Schedule.OneCycle(4e-3, Steps * Epochs))).Fit(train.Data, epochs: Epochs);
            UNet.Int8 integers = net.Quantize(train.Data.Take(Calibrated));

            float[] logits = Logits(net.Forward, test), rounded = Logits(integers.Forward, test);
            overlap.Add(Overlap(logits), Overlap(rounded));
            accuracy.Add(Accuracy(logits), Accuracy(rounded));
            noise = Math.Min(noise, SignalToNoise.Decibels(logits, rounded));
        }

        Check(overlap, least: 0.85, change: -0.01);
        Check(accuracy, least: 0.95, change: -0.005);
        Check("logits", noise);

        double Overlap(float[] logits) => Count(logits, (cell, mask) => cell && mask) / Count(logits, (cell, mask) => cell || mask);

        double Accuracy(float[] logits) => Count(logits, (cell, mask) => cell == mask) / logits.Length;

        double Count(float[] logits, Func<bool, bool, bool> isCounted) => logits.Zip(test.Masks).Count(pixel => isCounted(pixel.First > 0, pixel.Second == 1));

        static float[] Logits(Infer infer, Cells cells)
        {
            float[] logits = new float[cells.Count * UNet.LogitsSize];
            for (int at = 0; at < cells.Images.Length; at += BatchSize * UNet.ImageSize)
                infer(cells.Images.AsSpan(at, BatchSize * UNet.ImageSize), logits.AsSpan(at, BatchSize * UNet.LogitsSize));
            return logits;
        }
    }

    private delegate void OfTwo(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result);

    private delegate void Guess(ReadOnlySpan<float> photo, ReadOnlySpan<float> metadata, Span<float> age, Span<float> gender);

    /// <summary>A measure that should be high.</summary>
    private void Check(Measured measured, double least, double change)
    {
        log.WriteLine(measured.ToString());
        Assert.True(measured.Float >= least && measured.Change >= change, measured.ToString());
    }

    private void Check(string output, double decibels)
    {
        string text = FormattableString.Invariant($"{output}: at least {decibels:F1} dB");
        log.WriteLine(text);
        Assert.True(decibels >= LeastDecibels, text);
    }
}
