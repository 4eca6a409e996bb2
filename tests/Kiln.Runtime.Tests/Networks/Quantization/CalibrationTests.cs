using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>The pass over the calibration data: what it reads, and what it says of data that does not do.</summary>
public class CalibrationTests
{
    [Fact]
    public void Data_is_read_once_in_batches_of_the_networks_size()
    {
        SmallNetwork network = new(maxBatch: 5);
        network.Quantize(samples: 12);
        Assert.Equal([5, 5, 2], network.Float.Batches);
    }

    [Theory]
    [InlineData(Calibration.MinMax)]
    [InlineData(Calibration.Percentile)]
    [InlineData(Calibration.MeanSquaredError)]
    [InlineData(Calibration.Entropy)]
    public void Batches_do_not_change_the_numbers(Calibration calibration)
    {
        QuantizeOptions options = new() { Calibration = calibration };
        byte[][] files = [.. new[] { 1, 3, 64 }.Select(Saved)];
        Assert.Equal(files[0], files[1]);
        Assert.Equal(files[0], files[2]);

        byte[] Saved(int maxBatch)
        {
            SmallNetwork network = new(maxBatch: maxBatch);
            network.Quantize(options);
            return network.Integers.Saved();
        }
    }

    [Fact]
    public void An_empty_dataset_is_refused()
    {
        SmallNetwork network = new();
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Quantizer.Run(network.Float, network.Integers.Core, network.Layout, new Empty(), null));
        Assert.Contains("has no rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_not_the_inputs_are_refused()
    {
        SmallNetwork network = new();
        IDataset wrong = Dataset.Of(2, new float[2 * 7]), types = Dataset.Of(2, new int[2 * SmallNetwork.Inputs]);
        foreach (IDataset data in new[] { wrong, types })
        {
            ArgumentException error = Assert.Throws<ArgumentException>(
                () => Quantizer.Run(network.Float, network.Integers.Core, network.Layout, data, null));
            Assert.Contains("expects float [6] for its input 'input'", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_not_finite_name_layer_and_row(float wrong)
    {
        float[] values = new float[40];
        values[27] = wrong;
        LayoutBuilder builder = new();
        builder.Value("before", 1);
        builder.Value("conv7", 3);
        QuantizationLayout layout = builder.Build(0);
        IntegerNetwork integers = new(layout, builder.ModelBytes);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => Quantizer.Run(new ObservedNetwork(4, []), integers.Core, layout, Dataset.Of(10, values), null));
        Assert.Contains(FormattableString.Invariant($"'conv7' is {wrong}"), error.Message, StringComparison.Ordinal);
        Assert.Contains("row 6 of the dataset", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => integers.Core.QuantizationOf(0));
    }

    [Fact]
    public void A_value_whose_scale_is_fixed_keeps_it()
    {
        LayoutBuilder builder = new();
        builder.Value("input", 4, isInput: true);
        int fixedScale = builder.Scale(new QuantizedScale("sigmoid1") { Scale = 1.0 / 256, ZeroPoint = -128 });
        builder.Layer(new QuantizedTable("sigmoid1", 0, fixedScale, x => 1 / (1 + Math.Exp(-x))));
        QuantizationLayout layout = builder.Build(0);
        IntegerNetwork integers = new(layout, builder.ModelBytes);
        QuantizationReport report = Quantizer.Run(new ObservedNetwork(4, []), integers.Core, layout, Dataset.Of(1, new[] { -1f, 2, 1, 0 }), null);
        Assert.Equal(new Quantization(1 / 256f, -128), integers.Core.QuantizationOf(fixedScale));
        Assert.Equal(new Quantization(3 / 255f, -43), integers.Core.QuantizationOf(0));
        Assert.Equal(1 / (3 / 255f), integers.Read<float>("input.inverse_scale")[0], 1e-5);
        Assert.Equal((0, 255 / 256.0), (report.Layers[1].Low, report.Layers[1].High));
    }

    [Fact]
    public void Rows_of_a_lookup_table_that_no_sample_asks_for_fit()
    {
        LayoutBuilder builder = new();
        int scale = builder.Value("embedding1", 2);
        builder.Layer(new QuantizedEmbedding("embedding1", scale, 0, 6), 3, 2);
        QuantizationLayout layout = builder.Build(6);
        IntegerNetwork integers = new(layout, builder.ModelBytes);
        Quantizer.Run(new ObservedNetwork(2, [0.5f, -0.5f, 0, 1, -2, 4]), integers.Core, layout, Dataset.Of(1, new[] { 0.5f, -0.5f }), null);
        Quantization quantization = integers.Core.QuantizationOf(scale);
        sbyte[] rows = integers.Read<sbyte>("embedding1.weight");
        Assert.InRange(quantization.Real(rows[5]), 3.97, 4.03);
        Assert.InRange(quantization.Real(rows[4]), -2.03, -1.97);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_sample()
    {
        long few = Allocated(64), many = Allocated(64 + 4096);
        // The order of the rows alone is four bytes of each.
        Assert.InRange(many - few, 0, 4 * 4096 + 8192);

        static long Allocated(int samples)
        {
            LayoutBuilder builder = new();
            builder.Value("input", 16, isInput: true);
            QuantizationLayout layout = builder.Build(0);
            IntegerNetwork integers = new(layout, builder.ModelBytes);
            Quiet network = new();
            IDataset data = Dataset.Of(samples, new float[samples * 16]);
            Quantizer.Run(network.Inner, integers.Core, layout, data, null);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Quantizer.Run(network.Inner, integers.Core, layout, data, null);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void Options_out_of_range_are_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantizeOptions { Percentile = value });
        if (value != 0) Assert.Throws<ArgumentOutOfRangeException>(() => new QuantizeOptions { Momentum = value });
    }

    [Fact]
    public void A_calibration_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmallNetwork().Quantize(new QuantizeOptions { Calibration = (Calibration)17 }));

    private sealed class Quiet
    {
        public ObservedNetwork Inner { get; } = new(16, [], maxBatch: 64);
    }

    private sealed class Empty : IDataset
    {
        public int Count => 0;

        public IReadOnlyList<TensorInfo> Columns { get; } = [new TensorInfo("input", [SmallNetwork.Inputs], typeof(float))];

        public void Read(ReadOnlySpan<int> rows, Batch destination) => throw new InvalidOperationException();
    }
}
