using System.Globalization;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Snapshots;

/// <summary>
/// Changes of the compiler that change no number leave training as it was, bit by bit. The hashes are kept for each vector width; a width that has none is
/// reported as not checked.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class TrainingBitsTests
{
    private const int RandomNetworks = 200, Drawn = 240, Seed = 41, Batch = 4;

    /// <summary>Ronneberger et al. 2015, small, with padding and normalization.</summary>
    private static readonly NetworkText s_unet = new("SmallUNet", "", Methods: """
        private static Node Build([Input(1, 32, 32)] Node image)
        {
            var skips = new Node[2];
            Node x = image;
            for (int level = 0; level < 2; level++)
            {
                skips[level] = Twice(x, 8 << level);
                x = skips[level].MaxPool2D(2);
            }

            x = Twice(x, 32);
            for (int level = 1; level >= 0; level--)
                x = Twice(Node.Concat(skips[level], x.Conv2DTranspose(8 << level, kernel: 2, stride: 2)), 8 << level);
            return x.Conv2D(1, kernel: 1);
        }

        private static Node Twice(Node x, int channels) =>
            x.Conv2D(channels, kernel: 3, padding: 1).BatchNorm().ReLU().Conv2D(channels, kernel: 3, padding: 1).BatchNorm().ReLU();

        private static Node Loss(Node output, [Input(1, 32, 32)] Node mask) => output.BinaryCrossEntropy(mask);
        """);

    [Fact]
    public void Networks_of_the_course() =>
        Verify(
            "Course",
            [
                .. new[] { "ResNet8", "DSCNN", "TransformerEncoder", "Vae" }.Select(name => Alone(ZooNetworks.Evaluate(name), name)),
                Alone(s_unet.Evaluate(), s_unet.Name),
            ]);

    [Fact]
    public void Random_networks()
    {
        var random = new Random(Seed);
        NetworkText[] texts =
            [.. Enumerable.Range(0, Drawn).Select(i => RandomGraph.Draw(random, string.Create(CultureInfo.InvariantCulture, $"Random{i}")))];
        CSharpCompilation compilation = TestCompilation.Of([.. texts.Select(text => text.Source)]);
        IEnumerable<EvaluatedNetwork> networks = texts.Select(text => NetworkEvaluation.Evaluate(compilation.Read(text.Name).Spec, CancellationToken.None));
        EvaluatedNetwork[] trained =
            [.. networks.Where(network => network.HasLoss).Take(RandomNetworks).Select(network => Alone(network, network.Identity.Name))];
        Assert.Equal(RandomNetworks, trained.Length);
        Verify("Random", trained);
    }

    /// <summary>Where a width has no hashes, run this test there once and keep what it received.</summary>
    private static void Verify(string name, IReadOnlyList<EvaluatedNetwork> networks)
    {
        string file = $"Training/{name}.{TrainingBits.Width}", bits = TrainingBits.Of(networks, Batch);
        Assert.SkipUnless(Snapshot.IsKept(file), $"Vectors of {TrainingBits.Width} bits are not checked: {Snapshot.Offer(file, bits)} would have to be kept.");
        Snapshot.Verify(file, bits);
    }

    /// <summary>The network outside of its namespace, without the methods of its source.</summary>
    private static EvaluatedNetwork Alone(EvaluatedNetwork network, string name) =>
        network with { Identity = new NetworkIdentity(name, "", [], name), GraphMethods = [], PartialMethods = [] };
}
