using Edge;
using Kiln.Data;
using Zoo;

namespace Kiln.Edge.Tests;

/// <summary>Published networks with their real weights: in floats they give what the published files give, and integers lose little of it.</summary>
public sealed class RealWeightsTests(Converted converted, ITestOutputHelper log) : IClassFixture<Converted>
{
    private const double FloatTolerance = 1e-4, LeastDecibels = 20;
    private const int Varied = 1_000, Calibrated = 256, MostLost = 5;

    [Fact]
    public void ResNet8_loses_few_answers_on_Cifar()
    {
        string data = SharedFiles.Shared("data/cifar10-sample");
        ResNet8 net = new(maxBatch: 32, threads: 1), one = new(threads: 1);
        net.Load(converted.Weights.Of(RealWeights.ResNet8));
        one.Load(converted.Weights.Of(RealWeights.ResNet8));
        AgreesWithFile(RealWeights.ResNet8, ResNet8.InputSize, ResNet8.OutputSize, one.Forward);

        ResNet8.Int8 integers = net.Quantize(Cifar10.Read(Path.Combine(data, "train_sample.bin.gz")).Take(Calibrated));
        IDataset test = Cifar10.Read(Path.Combine(data, "lossless_500.bin.gz"));
        double right = test.Count * Scores.Accuracy(one.Forward, test, Cifar10.Classes);
        double kept = test.Count * Scores.Accuracy(integers.Forward, test, Cifar10.Classes);
        log.WriteLine(FormattableString.Invariant($"{right:F0} of {test.Count} right in floats, {kept:F0} in integers"));
        log.WriteLine(integers.Report!.ToString());
        Assert.True(right - kept <= MostLost, FormattableString.Invariant($"{right:F0} right in floats, {kept:F0} in integers."));
    }

    [Fact]
    public void Visual_wake_words_keep_their_answers()
    {
        MobileNetV1x025 net = new(maxBatch: 32, threads: 1), one = new(threads: 1);
        net.Load(converted.Weights.Of(RealWeights.MobileNet));
        one.Load(converted.Weights.Of(RealWeights.MobileNet));
        AgreesWithFile(RealWeights.MobileNet, MobileNetV1x025.ImageSize, MobileNetV1x025.LogitsSize, one.Forward);
        MobileNetV1x025.Int8 integers = net.Quantize(Calibration(RealWeights.MobileNet, MobileNetV1x025.ImageSize));
        log.WriteLine(integers.Report!.ToString());
        KeepsAnswers(RealWeights.MobileNet, MobileNetV1x025.ImageSize, MobileNetV1x025.LogitsSize, one.Forward, integers.Forward);
    }

    [Fact]
    public void Keywords_keep_their_answers()
    {
        MicroKws net = new(maxBatch: 32, threads: 1), one = new(threads: 1);
        net.Load(converted.Weights.Of(RealWeights.Keywords));
        one.Load(converted.Weights.Of(RealWeights.Keywords));
        AgreesWithFile(RealWeights.Keywords, MicroKws.InputSize, MicroKws.OutputSize, one.Forward);
        MicroKws.Int8 integers = net.Quantize(Calibration(RealWeights.Keywords, MicroKws.InputSize));
        log.WriteLine(integers.Report!.ToString());
        KeepsAnswers(RealWeights.Keywords, MicroKws.InputSize, MicroKws.OutputSize, one.Forward, integers.Forward);
    }

    /// <summary>The file has two samples, so calibration sees variations of them: others than the test does.</summary>
    private IDataset Calibration(string model, int inputs)
    {
        float[] samples = converted.Weights.Inputs(model);
        return Dataset.Of(Calibrated, Perturbed.Make(samples, inputs, Calibrated, seed: 1));
    }

    private void AgreesWithFile(string model, int inputs, int outputs, Infer network)
    {
        float[] samples = converted.Weights.Inputs(model), expected = converted.Weights.Outputs(model), actual = new float[expected.Length];
        for (int i = 0; i < samples.Length / inputs; i++)
        {
            Span<float> probabilities = actual.AsSpan(i * outputs, outputs);
            network(samples.AsSpan(i * inputs, inputs), probabilities);
            probabilities.Softmax();
        }

        double distance = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        log.WriteLine(FormattableString.Invariant($"{model}: floats within {distance:E1} of the file's outputs"));
        Assert.True(distance <= FloatTolerance, FormattableString.Invariant($"{model}: {distance} from the file's outputs."));
    }

    /// <summary>
    /// The samples of the file and variations of them keep their answers, all of them. Variations so strong that classes come within a step or two of the
    /// output of each other lose a few.
    /// </summary>
    private void KeepsAnswers(string model, int inputs, int outputs, Infer real, Infer integers)
    {
        float[] samples = converted.Weights.Inputs(model);
        Check("the file's samples", samples, mostLost: 0);
        Check("variations", Perturbed.Make(samples, inputs, Varied, seed: 2, noise: 0.02, gain: 0.05), mostLost: 0);
        Check("strong variations", Perturbed.Make(samples, inputs, Varied, seed: 2), mostLost: Varied / 200);

        void Check(string what, float[] varied, int mostLost)
        {
            Compared compared = Compared.Of(varied, inputs, outputs, real, integers);
            log.WriteLine($"{what}: {compared}");
            Assert.True(compared.Decibels >= LeastDecibels, $"{what}: {compared}");
            Assert.True(compared.Count - compared.Same <= mostLost, $"{what}: {compared}");
        }
    }
}
