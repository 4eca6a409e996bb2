using Kiln;
using Kiln.Data;
using Kiln.Training;
using static System.FormattableString;

/// <summary>Each program run as it is, then what its network has learned on data of its kind.</summary>
internal static class Trials
{
    public static IReadOnlyList<(string Name, Func<string> Run)> All { get; } =
    [
        ("P02",
            Regression), ("P03",
                Transfer), ("P04",
                    Segmentation), ("P05", Pairs), ("P06", Adversaries), ("P07", Autoencoder), ("P09", Tokens), ("P10", TwoTasks), ("P14", Distillation),
    ];

    /// <summary>Mean absolute error of house prices that are a formula of the columns.</summary>
    private static string Regression()
    {
        var random = new Random(1);
        using (StreamWriter file = File.CreateText("houses.csv"))
        {
            file.WriteLine("rooms,age,lat,lon,tax,crime,river,area,price");
            for (int i = 0; i < 2000; i++)
            {
                double[] x = [.. Enumerable.Range(0, 8).Select(_ => (2 * random.NextDouble()) - 1)];
                double price = (2 * x[0]) - x[1] + (x[2] * x[3]) + (0.5 * Math.Abs(x[7])) + 1;
                file.WriteLine(string.Join(',', x.Append(price).Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
            }
        }

        P02.Program.Run();
        return "ran";
    }

    /// <summary>A frozen body keeps the weights that it was given; the head learns.</summary>
    private static string Transfer()
    {
        new P03.ResNet18(seed: 3).Save("resnet18.safetensors");
        IDataset flowers = Dataset.Of(8, Drawings.Noise(8 * P03.Flowers.InputSize, 1), (int[])[0, 1, 2, 3, 4, 5, 6, 7]);
        P03.Program.Run(flowers);

        var net = new P03.Flowers(maxBatch: 8);
        LoadReport report = net.Load("resnet18.safetensors", new() { Prefix = "body.", Into = "body.", AllowMissing = true });
        float[] before = net.Parameters.ToArray();
        new Trainer<P03.Flowers>(net, new SGD(0.01, momentum: 0.9, weightDecay: 1e-4)).Fit(flowers, epochs: 2);
        int frozen = 0, changed = 0;
        foreach (ParameterInfo parameter in P03.Flowers.Info.Parameters)
        {
            bool same = before.AsSpan(parameter.Offset, parameter.Length).SequenceEqual(net.Parameters.Slice(parameter.Offset, parameter.Length));
            if (parameter.Frozen != same)
                throw new InvalidOperationException(
                    $"{parameter.Name} is {(parameter.Frozen ? "" : "not ")}frozen and {(same ? "did not change" : "changed")}.");
            if (parameter.Frozen) frozen++;
            else changed++;
        }

        return Invariant($"loaded {report.Loaded.Count}, missing {string.Join(" ", report.Missing)}, frozen {frozen}, changed {changed}");
    }

    /// <summary>Intersection over union of the masks of unseen pictures.</summary>
    private static string Segmentation()
    {
        const int Size = 128;
        (float[] images, float[] masks) = Drawings.Cells(16, Size, seed: 1);
        P04.Program.Run(Dataset.Of(1, images[..(Size * Size)], masks[..(Size * Size)]));

        var net = new P04.UNet(maxBatch: 8, seed: 1);
        new Trainer<P04.UNet>(net, new AdamW(1e-3), new() { BatchSize = 4 }).Fit(Dataset.Of(16, images, masks), epochs: 14);
        (float[] unseen, float[] truth) = Drawings.Cells(8, Size, seed: 2);
        float[] logits = new float[unseen.Length];
        net.Forward(unseen, logits);
        int both = 0, either = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            bool found = logits[i] > 0, there = truth[i] > 0.5f;
            if (found && there) both++;
            if (found || there) either++;
        }

        return Invariant($"intersection over union {(double)both / either:F3}");
    }

    /// <summary>Mean distance of equal and of different figures, unseen ones.</summary>
    private static string Pairs()
    {
        (float[] lefts, float[] rights, float[] same) = MakePairs(4096, seed: 1);
        P05.Program.Run(lefts, rights, same);

        var net = new P05.Siamese(maxBatch: 64, seed: 1);
        new Trainer<P05.Siamese>(net, new Adam(1e-3)).Fit(Dataset.Of(same.Length, lefts, rights, same), epochs: 3);
        (lefts, rights, same) = MakePairs(64, seed: 2);
        float[] distance = new float[same.Length];
        net.Forward(lefts, rights, distance);
        double near = distance.Where((_, i) => same[i] == 1).Average(), far = distance.Where((_, i) => same[i] == 0).Average();
        return Invariant($"equal {near:F3}, different {far:F3}");
    }

    private static (float[] Lefts, float[] Rights, float[] Same) MakePairs(int count, int seed)
    {
        const int Pixels = P05.Siamese.LeftSize;
        (float[] images, int[] labels) = Drawings.Figures(count * 6, seed);
        float[] lefts = new float[count * Pixels], rights = new float[count * Pixels], same = new float[count];
        for (int pair = 0, next = 0; pair < count; pair++)
        {
            int left = next++, right = left + 1;
            bool equal = pair % 2 == 0;
            while ((labels[right % labels.Length] == labels[left]) != equal) right++;
            images.AsSpan(left * Pixels, Pixels).CopyTo(lefts.AsSpan(pair * Pixels));
            images.AsSpan(right % labels.Length * Pixels, Pixels).CopyTo(rights.AsSpan(pair * Pixels));
            same[pair] = equal ? 1 : 0;
        }

        return (lefts, rights, same);
    }

    private static string Adversaries()
    {
        (float[] images, int[] labels) = Drawings.Figures(512, seed: 1);
        P06.Program.Run(Dataset.Of(512, images, labels));
        return "ran";
    }

    /// <summary>The loss of unseen pictures, before and after.</summary>
    private static string Autoencoder()
    {
        (float[] images, int[] labels) = Drawings.Figures(1024, seed: 1);
        IDataset digits = Dataset.Of(1024, images, labels);
        P07.Program.Run(digits);

        var net = new P07.Vae(maxBatch: 128, seed: 1);
        var trainer = new Trainer<P07.Vae>(net, new Adam(1e-3));
        (float[] unseen, int[] others) = Drawings.Figures(128, seed: 2);
        IDataset held = Dataset.Of(128, unseen, others).Columns(0, 0);
        double before = trainer.Evaluate(held).Loss;
        trainer.Fit(digits.Columns(0, 0), epochs: 10);
        double after = trainer.Evaluate(held).Loss;
        return Invariant($"loss {before:F1} to {after:F1}, terms {net.LossTerms.Length}");
    }

    private static string Tokens()
    {
        const int Count = 32, Length = 128;
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, Count * Length).Select(_ => random.Next(30_000))];
        int[] lengths = [.. Enumerable.Range(0, Count).Select(_ => 1 + random.Next(Length))];
        P09.Program.Run(tokens, lengths, [.. lengths.Select(length => length * 5 / (Length + 1))]);
        return "ran";
    }

    /// <summary>
    /// The program's own spans hold one sample. The ages of unseen photos follow their brightness; the mean error is what guessing the mean would not reach.
    /// </summary>
    private static string TwoTasks()
    {
        const int Count = 64, Pixels = P10.Profile.PhotoSize;
        float[] photos = Drawings.Noise(Count * Pixels, 1), metadata = Drawings.Noise(Count * P10.Profile.MetadataSize, 2), years = Drawings.Noise(Count, 3);
        for (int i = 0; i < photos.Length; i++) photos[i] *= years[i / Pixels];
        int[] labels = [.. years.Select(age => age > 0.5f ? 1 : 0)];
        P10.Program.Run(photos[..Pixels], metadata[..P10.Profile.MetadataSize], years[..1], labels[..1]);

        var net = new P10.Profile(maxBatch: 32, seed: 1);
        var trainer = new Trainer<P10.Profile>(net, new AdamW(1e-3));
        IReadOnlyList<Epoch> epochs = trainer.Fit(Dataset.Of(Count, photos, metadata, years, labels), epochs: 12);
        return Invariant($"loss {epochs[0].Loss:F3} to {epochs[^1].Loss:F3}");
    }

    private static string Distillation()
    {
        (float[] images, int[] labels) = Drawings.Figures(1024, seed: 1);
        float[] teacher = new float[labels.Length * 10];
        for (int i = 0; i < labels.Length; i++) teacher[(i * 10) + labels[i]] = 5;
        P14.Program.Run(Dataset.Of(labels.Length, images, labels, teacher), CancellationToken.None);
        return "ran";
    }
}
