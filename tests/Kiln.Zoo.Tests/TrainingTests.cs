using Digits;
using Kiln.Data;
using Kiln.Training;
using Zoo;

namespace Kiln.Zoo.Tests;

/// <summary>The networks with a loss learn what they are for.</summary>
public sealed class TrainingTests(ITestOutputHelper log)
{
    /// <summary>
    /// Which of eight tokens is the most frequent among those that count? The tokens after the length say something else, so a network that overlooks the
    /// mask fails.
    /// </summary>
    [Fact]
    public void The_transformer_counts_what_the_mask_leaves()
    {
        var net = new TransformerEncoder(maxBatch: 64, seed: 1);
        (int[] tokens, int[] lengths, int[] labels) = Sequences(2048, seed: 1);
        new Trainer<TransformerEncoder>(net, new Adam(1e-3)).Fit(Dataset.Of(labels.Length, tokens, lengths, labels), epochs: 4);

        (tokens, lengths, labels) = Sequences(64, seed: 2);
        float[] logits = new float[labels.Length * TransformerEncoder.LogitsSize];
        net.Forward(tokens, lengths, logits);
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
            if (logits.AsSpan(i * TransformerEncoder.LogitsSize, TransformerEncoder.LogitsSize).ArgMax() == labels[i]) right++;
        Assert.True(right >= 58, $"{right} of {labels.Length} are right.");
    }

    [Fact]
    public void Siamese_pairs_come_apart()
    {
        var net = new Siamese(maxBatch: 64, seed: 1);
        (float[] lefts, float[] rights, float[] same) = Pairs(12_000, seed: 1);
        new Trainer<Siamese>(net, new Adam(1e-3)).Fit(Dataset.Of(same.Length, lefts, rights, same), epochs: 8);

        (lefts, rights, same) = Pairs(64, seed: 2);
        float[] distances = new float[same.Length];
        net.Forward(lefts, rights, distances);
        double near = distances.Where((_, i) => same[i] == 1).Average(), far = distances.Where((_, i) => same[i] == 0).Average();
        log.WriteLine(FormattableString.Invariant($"equal {near:F3}, different {far:F3}"));
        Assert.True(near < 0.7 && far > near + 0.3, FormattableString.Invariant($"Equal digits are {near:F3} apart, others {far:F3}."));

        // The entry gives the same embedding that the distance is made of.
        float[] left = new float[64], right = new float[64];
        net.Embed(lefts.AsSpan(0, Renderer.Pixels), left);
        net.Embed(rights.AsSpan(0, Renderer.Pixels), right);
        Assert.Equal(Math.Sqrt(left.Zip(right, (a, b) => (double)(a - b) * (a - b)).Sum()), distances[0], 1e-4);
    }

    [Fact]
    public void Autoencoder_and_adversaries_draw_digits()
    {
        (float[] images, int[] labels) = DigitData.DrawImages(seed: 1, count: 10_000);
        IDataset digits = Dataset.Of(labels.Length, images, labels);
        // A share of 1,024 pictures has a standard deviation of 1.5 %, one of 64 pictures 6 %.
        const int Pictures = 64, Drawn = 16 * Pictures;
        var reader = new LeNet5(maxBatch: Drawn, seed: 1);
        new Trainer<LeNet5>(reader, new AdamW(1e-3), new TrainerOptions { BatchSize = 64 }).Fit(digits, epochs: 3);

        float[] decoded = VaeStudio.Draw(VaeStudio.Train(digits, epochs: 30, log.WriteLine), Drawn, seed: 1);
        float[] drawn = GanStudio.Draw(GanStudio.Train(digits, epochs: 30, log.WriteLine), Drawn, seed: 1);
        string page = DrawingPage.Create([("autoencoder", decoded[..(Pictures * Renderer.Pixels)]), ("adversaries", drawn[..(Pictures * Renderer.Pixels)])]);
        Assert.Equal(2 * Pictures, page.Split("<img ").Length - 1);

        // A network that reads digits is as good as sure of many of them (of the autoencoder's 42 % to 44 %, by the order of sums in training), and they are
        // not one digit over and over.
        (double sure, int digitsSeen) = Read(reader, decoded);
        Assert.True(sure > 0.4 && digitsSeen >= 6, FormattableString.Invariant($"Autoencoder: {sure:P0} sure, {digitsSeen} digits."));
        (sure, digitsSeen) = Read(reader, drawn);
        Assert.True(sure > 0.3 && digitsSeen >= 4, FormattableString.Invariant($"Adversaries: {sure:P0} sure, {digitsSeen} digits."));
    }

    private static (double Sure, int Digits) Read(LeNet5 reader, float[] pictures)
    {
        float[] logits = new float[pictures.Length / Renderer.Pixels * LeNet5.OutputSize];
        reader.Forward(pictures, logits);
        int sure = 0;
        HashSet<int> seen = [];
        for (int i = 0; i < logits.Length; i += LeNet5.OutputSize)
        {
            Span<float> row = logits.AsSpan(i, LeNet5.OutputSize);
            int digit = row.ArgMax();
            row.Softmax();
            if (row[digit] < 0.8f) continue;
            sure++;
            seen.Add(digit);
        }

        return ((double)sure / (logits.Length / LeNet5.OutputSize), seen.Count);
    }

    private static (int[] Tokens, int[] Lengths, int[] Labels) Sequences(int count, int seed)
    {
        const int Length = 32, Classes = 8;
        var random = new Random(seed);
        int[] tokens = new int[count * Length], lengths = new int[count], labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            int label = labels[n] = random.Next(Classes), length = lengths[n] = random.Next(12, 25), other = (label + 1 + random.Next(Classes - 1)) % Classes;
            for (int i = 0; i < Length; i++)
                tokens[(n * Length) + i] = i < length ? (random.NextDouble() < 0.45 ? label : random.Next(16)) : other;
        }

        return (tokens, lengths, labels);
    }

    private static (float[] Lefts, float[] Rights, float[] Same) Pairs(int count, int seed)
    {
        (float[] images, int[] labels) = DigitData.DrawImages(seed, 2 * count);
        float[] lefts = new float[count * Renderer.Pixels], rights = new float[lefts.Length], same = new float[count];
        for (int pair = 0; pair < count; pair++)
        {
            // Image i shows the digit i modulo 10.
            int left = pair, right = pair % 2 == 0 ? pair + 10 : pair + 1 + (pair % 9);
            same[pair] = labels[left] == labels[right] ? 1 : 0;
            images.AsSpan(left * Renderer.Pixels, Renderer.Pixels).CopyTo(lefts.AsSpan(pair * Renderer.Pixels));
            images.AsSpan(right * Renderer.Pixels, Renderer.Pixels).CopyTo(rights.AsSpan(pair * Renderer.Pixels));
        }

        return (lefts, rights, same);
    }
}
