using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>From a network in floats and samples to stored integers that compute the same.</summary>
public class QuantizerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stored_integers_compute_what_floats_do(bool isFull)
    {
        SmallNetwork network = new(isFull: isFull);
        network.Quantize(samples: 2000);
        Assert.InRange(SignalToNoise(network), 30, 80);
    }

    [Fact]
    public void A_network_without_numbers_says_so()
    {
        IntegerNetwork integers = new SmallNetwork().Integers;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => integers.Core.QuantizationOf(0));
        Assert.Contains("has no numbers yet", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => integers.Core.Execute(0, 1));
        Assert.Throws<InvalidOperationException>(integers.Saved);
    }

    [Fact]
    public void Numbers_are_published_and_packed_anew()
    {
        SmallNetwork network = new();
        network.Quantize();
        network.Integers.Core.Execute(0, 1);
        Assert.Equal(1, network.Integers.Packs);
        network.Integers.Core.Execute(0, 1);
        Assert.Equal(1, network.Integers.Packs);
        network.Quantize();
        network.Integers.Core.Execute(0, 1);
        Assert.Equal(2, network.Integers.Packs);
    }

    [Fact]
    public void Parameters_of_layers_in_floats_are_copied_by_name()
    {
        // The same tensor, in another order and at another place.
        TensorSpec own = new(new ParameterInfo("norm1.weight", [2, 3], [0, 1], 16, 6, Frozen: false), InitialKind.Normal, 1);
        TensorSpec other = new(new ParameterInfo("head.weight", [4], [0], 0, 4, Frozen: false), InitialKind.Normal, 1);
        TensorSpec copied = new(new ParameterInfo("norm1.weight", [2, 3], [1, 0], 0, 6, Frozen: false), InitialKind.Normal, 1);
        LayoutBuilder builder = new();
        builder.Value("input", 2);
        QuantizationLayout layout = builder.Build(0);
        ObservedNetwork network = new(2, [], tensors: [own, other]);
        IntegerNetwork integers = new(layout, builder.ModelBytes, [copied]);
        Quantizer.Run(network, integers.Core, layout, Dataset.Of(1, new[] { 1f, 2 }), null);
        float[] expected = new float[6], actual = new float[6];
        network.Parameter("norm1.weight").CopyTo(expected);
        integers.Core.Find("norm1.weight").ToRowMajor(integers.Core.Parameters, actual);
        Assert.Equal(expected, actual);

        IntegerNetwork loaded = new(layout, builder.ModelBytes, [copied]);
        loaded.Core.Load(new MemoryStream(integers.Saved()), null);
        Assert.Equal(integers.Core.Parameters.ToArray(), loaded.Core.Parameters.ToArray());

        IntegerNetwork without = new(layout, builder.ModelBytes, [copied with { Info = copied.Info with { Name = "norm2.weight" } }]);
        Assert.Contains("norm2.weight", Assert.Throws<ArgumentException>(
            () => Quantizer.Run(network, without.Core, layout, Dataset.Of(1, new[] { 1f, 2 }), null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_has_a_row_for_each_layer()
    {
        SmallNetwork network = new();
        QuantizationReport report = network.Quantize();
        Assert.Equal(["input", "dense1", "dense2", "add1", "softmax1"], report.Layers.Select(layer => layer.Layer));
        foreach ((string layer, double signalToNoise) in report.Layers)
        {
            if (layer.StartsWith("dense", StringComparison.Ordinal)) Assert.InRange(signalToNoise, 30, 60);
            else Assert.True(double.IsNaN(signalToNoise));
        }

        Assert.Equal(network.Integers.Core.QuantizationOf(1), report.Layers[1].Quantization);
        Assert.Equal(0, report.Layers[1].Low);
        Assert.All(report.Layers, layer => Assert.Equal(0, layer.SaturatedShare));
        string[] lines = report.ToString().Split('\n');
        Assert.Equal("Observed.Int8: MinMax over 64 samples", lines[0]);
        Assert.StartsWith("layer", lines[1], StringComparison.Ordinal);
        Assert.Equal(8, lines.Length);
        Assert.Contains(" dB", lines[4], StringComparison.Ordinal);
        Assert.EndsWith(" -", lines[7], StringComparison.Ordinal);
        Assert.Contains("0.00390625        -128", lines[7], StringComparison.Ordinal);

        using TemporaryFolder folder = new();
        report.Save(folder.File("report.txt"));
        Assert.Equal(report + "\n", File.ReadAllText(folder.File("report.txt")));
    }

    [Fact]
    public void The_report_counts_what_saturates()
    {
        SmallNetwork network = new();
        QuantizationReport report = network.Quantize(new QuantizeOptions { Calibration = Calibration.Percentile, Percentile = 90 }, samples: 500);
        Assert.InRange(report.Layers[0].SaturatedShare, 0.08, 0.11);
        Assert.Contains("Percentile over 500 samples", report.ToString(), StringComparison.Ordinal);
    }

    private static double SignalToNoise(SmallNetwork network)
    {
        IDataset samples = SmallNetwork.Samples(256, seed: 77);
        double signal = 0, noise = 0;
        foreach (Batch batch in samples.Batches(1))
        {
            float[] x = batch.Read<float>(0).ToArray(), expected = network.Sum(x);
            double[] actual = network.SumOfIntegers(x);
            for (int i = 0; i < expected.Length; i++)
            {
                signal += expected[i] * expected[i];
                noise += Math.Pow(expected[i] - actual[i], 2);
            }
        }

        return 10 * Math.Log10(signal / noise);
    }
}
