using System.Globalization;
using Kiln.Data;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// GradientCheck on fresh networks, which lie on kinks: biases of 0 over black backgrounds, ties of maxima, statistics of constant maps, noise. Right gradients
/// pass, and spoiled ones do not, on the same kinks.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class NetworkGradientTests
{
    private const int Samples = 6;

    private static readonly NetworkText[] s_kinked =
    [
        new("FreshConvolution", "[Input(1, 6, 6), Conv2D(4, 3, padding: 1), ReLU, Flatten, Dense(2), SoftmaxCrossEntropy]"),
        new("TiedPool", "[Input(1, 6, 6), Conv2D(4, 3, padding: 1), LeakyReLU, MaxPool2D(2), Conv2D(5, 3), LeakyReLU, Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new("ZeroWeights", "[Input(1, 6, 6), Conv2D(3, 3, init: Init.Zeros), MaxPool2D(2), ReLU, Flatten, Dense(2), MeanSquaredError]"),
        new("Normed", "[Input(1, 6, 6), Conv2D(3, 3, padding: 1), BatchNorm, ReLU, Dropout(0.3), GlobalAveragePool, Flatten, Dense(2), MeanSquaredError]"),
        new("Limits", "", Methods: """
            private static Node Build([Input(1, 6, 6)] Node image) => image.Conv2D(3, 3, padding: 1).Clip(0, 1).Flatten().Dense(4).HardSwish().Dense(2);
            private static Node Loss(Node y, [Input(2)] Node t) => (y - t).Abs().Mean();
            """),
        new("Huber", "", Methods: """
            private static Node Build([Input(1, 6, 6)] Node image) => image.Conv2D(2, 3).Abs().Flatten().Dense(1);
            private static Node Loss(Node price, [Input(1)] Node target)
            {
                Node error = (price - target).Abs();
                Node quadratic = error.Clip(max: 1);
                return (0.5 * quadratic.Square() + (error - quadratic)).Sum();
            }
            """),
        new("Hinge", "", Methods: """
            private static Node Build([Input(1, 6, 6)] Node image) => image.Flatten().Dense(7).ReLU().Dense(7).ReLU().Dense(1);
            private static Node Loss(Node score, [Input(1)] Node sign) => (1 - score * sign).ReLU().Sum();
            """),
        new("Autoencoder", "", Methods: """
            private static (Node image, Node mean, Node logVariance) Build([Input(1, 6, 6)] Node x)
            {
                Node h = x.Flatten().Dense(20).ReLU();
                Node mean = h.Dense(3), logVariance = h.Dense(3);
                return (mean.SampleNormal(logVariance).Dense(20).ReLU().Dense(36), mean, logVariance);
            }
            private static (Node total, Node divergence) Loss(Node image, Node mean, Node logVariance, [Input(36)] Node target)
            {
                Node divergence = -0.5 * (1 + logVariance - mean.Square() - logVariance.Exp()).Sum();
                return (36 * image.BinaryCrossEntropy(target) + divergence, divergence);
            }
            """),
        new("Maxima", "", Methods: """
            private static Node Build([Input(1, 6, 6)] Node image)
            {
                Node x = image.Flatten();
                return Node.Minimum(Node.Maximum(x.Dense(5), x.Dense(5)), x.Dense(5).Tanh()).Dense(4).Max(0).Reshape(1);
            }
            private static Node Loss(Node y, [Input(1)] Node t) => y.MeanSquaredError(t);
            """),
    ];

    /// <summary>Ways to be wrong: what each does to the gradient of a tensor, given its largest element.</summary>
    private static readonly (string Name, Action<Span<float>, int> Spoil)[] s_mistakes =
    [
        ("scaled", (gradient, _) => Each(gradient, x => 1.1f * x)),
        ("flipped", (gradient, _) => Each(gradient, x => -x)),
        ("missing", (gradient, _) => gradient.Clear()),
        // Away from 0, so that it stays the largest, which is always looked at.
        ("element", (gradient, largest) => gradient[largest] += MathF.CopySign(0.01f + (0.2f * Largest(gradient)), gradient[largest])),
        ("not a number", (gradient, largest) => gradient[largest] = float.NaN),
    ];

    [Fact]
    public void Right_gradients_pass_on_kinks()
    {
        IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile([.. s_kinked.Select(text => text.Evaluate())]);
        for (int i = 0; i < create.Count; i++)
            for (int seed = 0; seed < TestLevel.Count(quick: 1, full: 20); seed++)
                foreach (string kind in Pictures.Kinds) Check(create[i], s_kinked[i].Name, seed, kind);
    }

    [Fact]
    public void Wrong_gradients_are_found_on_kinks()
    {
        IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile([.. s_kinked.Select(text => text.Evaluate())]);
        int tried = 0;
        for (int i = 0; i < create.Count; i++)
            foreach (string kind in TestLevel.IsFull ? Pictures.Kinds : ["strokes"])
                foreach ((string mistake, Action<Span<float>, int> spoil) in s_mistakes)
                    tried += CheckMistake(create[i], FormattableString.Invariant($"{s_kinked[i].Name} on {kind}, {mistake}"), seed: i, kind, spoil);
        Assert.True(tried > 2 * s_kinked.Length, FormattableString.Invariant($"Only {tried} mistakes were large enough to be seen."));
    }

    /// <summary>Random stacks of layers that bend, on pictures that put them where they do.</summary>
    [Fact]
    public void Random_stacks_pass_and_their_mistakes_are_found()
    {
        int networks = TestLevel.Count(quick: 12, full: 400), tried = 0;
        const int Together = 24;
        for (int first = 0; first < networks; first += Together)
        {
            NetworkText[] texts = [.. Enumerable.Range(first, Math.Min(Together, networks - first)).Select(RandomStack)];
            IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile([.. texts.Select(text => text.Evaluate())]);
            for (int i = 0; i < texts.Length; i++)
            {
                string kind = Pictures.Kinds[i % Pictures.Kinds.Length], what = texts[i].Attributes;
                Check(create[i], what, first + i, kind);
                (string mistake, Action<Span<float>, int> spoil) = s_mistakes[i % s_mistakes.Length];
                tried += CheckMistake(create[i], $"{what} on {kind}, {mistake}", first + i, kind, spoil);
            }
        }

        Assert.True(tried > networks / 2, FormattableString.Invariant($"Only {tried} of {networks} mistakes were large enough to be seen."));
    }

    private static void Check(NetworkFactory create, string what, int seed, string kind)
    {
        INetworkProbe probe = create(Samples, seed);
        Exception? exception = Record.Exception(() => probe.CheckGradients(Pictures.Of(probe.Info, kind, Samples, seed)));
        Assert.True(exception is null, FormattableString.Invariant($"{what} on {kind}, seed {seed}: {exception?.Message}"));
    }

    /// <summary>Spoils the parameter with the largest gradient, if that is far enough from the noise, and counts it.</summary>
    private static int CheckMistake(NetworkFactory create, string what, int seed, string kind, Action<Span<float>, int> spoil)
    {
        INetworkProbe probe = create(Samples, seed);
        IDataset data = Pictures.Of(probe.Info, kind, Samples, seed, areTargetsOnKinks: false);
        Batch batch = new(data.Columns, Samples);
        data.Read([.. Enumerable.Range(0, Samples)], batch);
        float loss = probe.ForwardBackward(batch, 1, accumulate: false);
        probe.RepeatNoise();
        ReadOnlySpan<float> gradients = ((ITrainable)probe.Network).Gradients;
        int largest = 0;
        for (int i = 1; i < gradients.Length; i++)
            if (MathF.Abs(gradients[i]) > MathF.Abs(gradients[largest])) largest = i;
        if (MathF.Abs(gradients[largest]) < 0.05f * MathF.Max(1, loss)) return 0;

        ParameterInfo parameter = probe.Info.Parameters.Last(item => item.Offset <= largest);
        InvalidOperationException? found = Record.Exception(() => probe.CheckGradients(data, (network, _) =>
            spoil(network.Gradients.Slice(parameter.Offset, parameter.Length), largest - parameter.Offset))) as InvalidOperationException;
        bool isNamed = found is not null && found.Message.Contains(parameter.Name + "[", StringComparison.Ordinal);
        Assert.True(isNamed, $"{what}: {parameter.Name} is wrong, and was told as '{found?.Message}'.");
        return 1;
    }

    private static NetworkText RandomStack(int seed)
    {
        Philox random = new(seed, "stacks");
        string Pick(params ReadOnlySpan<string> choices) => choices[random.NextInt32(choices.Length)];
        List<string> layers = ["Input(1, 6, 6)"];
        for (int i = random.NextInt32(3); i >= 0; i--)
        {
            layers.Add(Pick("Conv2D(3, 3, padding: 1)", "Conv2D(17, 3, padding: 1)", "DepthwiseConv2D(3, padding: 1)", "Conv2D(4, 2, padding: 1)"));
            // Not twice: of a constant map it divides the rounding of the mean by sqrt(epsilon), and the next one does so again.
            if (i == 0 && random.NextInt32(2) == 0) layers.Add("BatchNorm");
            layers.Add(Pick("ReLU", "ReLU", "LeakyReLU", "LeakyReLU(0.3)", "ELU", "SELU", "HardSwish", "HardSigmoid", "GELU", "Tanh", "Softsign"));
            // Six pixels can be halved twice.
            if (i < 2 && random.NextInt32(4) == 0) layers.Add(Pick("MaxPool2D(2)", "MaxPool2D(2, stride: 1)", "AveragePool2D(2)", "Dropout(0.3)"));
        }

        layers.Add("Flatten");
        if (random.NextInt32(2) == 0) layers.AddRange(["Dense(5)", Pick("ReLU", "LeakyReLU", "ELU")]);
        layers.AddRange(["Dense(3)", Pick("SoftmaxCrossEntropy", "MeanSquaredError", "BinaryCrossEntropy")]);
        return new NetworkText("Stack" + seed.ToString(CultureInfo.InvariantCulture), $"[{string.Join(", ", layers)}]");
    }

    private static float Largest(ReadOnlySpan<float> values) => values.ToArray().Max(MathF.Abs);

    private static void Each(Span<float> values, Func<float, float> change)
    {
        foreach (ref float value in values) value = change(value);
    }

    /// <summary>Small pictures that put layers on their kinks, and targets of any kind.</summary>
    private static class Pictures
    {
        public static string[] Kinds { get; } = ["strokes", "black", "grey", "noise"];

        public static IDataset Of(NetworkInfo info, string kind, int count, int seed, bool areTargetsOnKinks = true)
        {
            Philox random = new(seed, "pictures");
            float[] pixels = new float[count * 36];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = kind switch
                {
                    "strokes" => random.NextInt32(4) == 0 ? random.NextSingle() : 0,
                    "black" => 0,
                    "grey" => 0.5f,
                    _ => random.NextNormal(),
                };
            TensorInfo target = info.Targets[0];
            if (target.Element == typeof(int)) return Dataset.Of(count, pixels, Enumerable.Range(0, count).Select(i => i % 2).ToArray());
            float[] targets = new float[count * target.Shape.Aggregate(1, (product, size) => product * size)];
            for (int i = 0; i < targets.Length; i++) targets[i] = areTargetsOnKinks ? random.NextInt32(2) : random.NextSingle();
            return Dataset.Of(count, pixels, targets);
        }
    }
}
