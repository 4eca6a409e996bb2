using Digits;
using Kiln.Data;
using Zoo;

namespace Edge;

/// <summary>What each network is for: real data where they are, else data that are drawn here.</summary>
internal static class Challenges
{
    public static Challenge Digits()
    {
        if (RealWeights.Shared("data/fashion-mnist") is { } folder)
        {
            DigitData clothes = DigitData.Open(folder);
            return Challenge.Classify("Fashion-MNIST", clothes.Train, clothes.Test, LeNet5.OutputSize);
        }

        DigitData digits = DigitData.Render();
        return Challenge.Classify("drawn digits", digits.Train, digits.Test, LeNet5.OutputSize);
    }

    public static Challenge Textures() =>
        Challenge.Classify("drawn textures", 2_000, 1_000, ResNet8.InputSize, Edge.Textures.Classes, Edge.Textures.Draw);

    /// <summary>The weights learned from all of CIFAR-10; calibration sees some of the training images, the score comes from 500 test images.</summary>
    public static Challenge? Cifar() => RealWeights.Shared("data/cifar10-sample") is not { } folder
        ? null
        : Challenge.Classify(
            "CIFAR-10, 500 images, real weights", Cifar10.Read(Path.Combine(folder, "train_sample.bin.gz")),
            Cifar10.Read(Path.Combine(folder, "lossless_500.bin.gz")), Cifar10.Classes);

    public static Challenge Words() => Challenge.Classify("made-up words", 4_800, 1_200, DSCNN.InputSize, Edge.Words.Classes, Edge.Words.Draw);

    public static Challenge Figures() =>
        Challenge.Classify("drawn figures", 1_600, 600, MobileNetV1x025.ImageSize, Edge.Figures.Classes, Edge.Figures.Draw);

    /// <summary>There are no labels: the score says for how many variations of the samples the answer stays that of the network in floats.</summary>
    public static Challenge VisualWakeWords(RealWeights weights)
    {
        const int Size = MobileNetV1x025.ImageSize, Classes = MobileNetV1x025.LogitsSize;
        float[] samples = weights.Inputs(RealWeights.MobileNet);
        MobileNetV1x025 network = new(threads: 1);
        network.Load(weights.Of(RealWeights.MobileNet));
        IDataset Answered(int seed, int count) => Perturbed.Answered(Perturbed.Make(samples, Size, count, seed), Size, Classes, network.Forward);
        return Challenge.Classify("Visual Wake Words' real weights", Answered(1, 256), Answered(2, 1_000), Classes, "same answer");
    }

    /// <summary>The network learns from sound machines alone, each its own target.</summary>
    public static Challenge Sounds()
    {
        (float[] train, int[] _) = Drawing.Make(1, 4_000, Autoencoder.SoundSize, 1, Edge.Sounds.Draw);
        (float[] samples, int[] labels) = Drawing.Make(2, 1_000, Autoencoder.SoundSize, Edge.Sounds.Classes, Edge.Sounds.Draw);
        return new Challenge("made-up sounds", "AUC", Dataset.Of(4_000, train, train), infer => Scores.AreaUnderCurve(infer, samples, labels));
    }
}
