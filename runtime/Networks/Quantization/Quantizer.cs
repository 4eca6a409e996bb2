using System.ComponentModel;
using System.Globalization;
using Kiln.Data;

namespace Kiln.Kernels;

/// <summary>Post-training quantization: gives a quantized network its integers. Called by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Quantizer
{
    /// <summary>What follows the name of a parameter in floats whose layer is there in integers, too.</summary>
    private const string FloatSuffix = ".float";

    /// <summary>The same with weights of another instance: <paramref name="network"/> computes all values, but holds no weights of its own yet.</summary>
    /// <param name="weights">The core whose parameters and running statistics count.</param>
    /// <param name="network">The network in floats that is observed.</param>
    /// <param name="integers">The core of the quantized network.</param>
    /// <param name="layout">What its integers mean.</param>
    /// <param name="calibration">Samples as the network will see them in use.</param>
    /// <param name="options">How ranges are chosen; null = min-max.</param>
    /// <returns>What was chosen, layer by layer.</returns>
    public static QuantizationReport Run(
        NetworkCore weights, IQuantizable network, NetworkCore integers, QuantizationLayout layout, IDataset calibration, QuantizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(network);
        foreach (StoredTensor tensor in network.Core.Tensors) weights.Storage(weights.Find(tensor.Name)).CopyTo(network.Core.EditStorage(tensor));
        return Quantize(weights, network, integers, layout, calibration, options);
    }

    /// <summary>
    /// Runs a network in floats over the calibration data, chooses scales, and writes every integer that follows from these and from the weights. Parameters
    /// of layers that stay in floats are copied by name. If it fails, the quantized network keeps the numbers that it had.
    /// </summary>
    /// <param name="network">The network in floats, with the weights that count; its <c>MaxBatch</c> samples are computed at a time.</param>
    /// <param name="integers">The core of the quantized network.</param>
    /// <param name="layout">What its integers mean.</param>
    /// <param name="calibration">Samples as the network will see them in use; of their columns the network's inputs, which come first, are read.</param>
    /// <param name="options">How ranges are chosen; null = min-max.</param>
    /// <returns>What was chosen, layer by layer.</returns>
    /// <exception cref="ArgumentException">The dataset is empty, or its columns are not the network's inputs.</exception>
    /// <exception cref="InvalidDataException">A layer computes a number that is not finite; the message names it and the row.</exception>
    /// <exception cref="InvalidOperationException">The numbers of a layer do not fit; the message names it.</exception>
    public static QuantizationReport Run(
        IQuantizable network, NetworkCore integers, QuantizationLayout layout, IDataset calibration, QuantizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Quantize(network.Core, network, integers, layout, calibration, options);
    }

    /// <summary><paramref name="weights"/> has all parameters in floats, <paramref name="network"/> perhaps only those of what is observed.</summary>
    private static QuantizationReport Quantize(
        NetworkCore weights, IQuantizable network, NetworkCore integers, QuantizationLayout layout, IDataset calibration, QuantizeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(integers);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(calibration);
        options ??= new QuantizeOptions();

        float[] folded = new float[layout.WeightLength];
        network.FoldWeights(folded);
        ChannelFactors factors = new(layout);
        if (options.CrossLayerEqualization) Equalization.Run(layout, folded, factors);

        ScaleObserver[] observers = [.. layout.Scales.Select(scale => new ScaleObserver(scale, options.Momentum))];
        ChannelMeans?[] means = Means(layout, options);
        ObserveTables(layout, folded, observers);
        new CalibrationPass(network, layout, observers, means, factors).Run(calibration);

        ValueRange[] ranges = [.. observers.Select(observer => RangeOf(observer, options))];
        Quantization[] scales = [.. layout.Scales.Select((scale, i) => QuantizationOf(scale, ranges[i]))];
        ModelBlock block = new(new ModelIndex(layout), integers.Model.Length);
        ModelIntegers.WriteScales(scales, block);
        double[] signalToNoise = [.. layout.Layers.Select(layer => ModelIntegers.WriteLayer(layer, folded, InputMeans(layer, means), block))];
        if (new ModelCheck(block).FirstFault() is { } fault) throw new InvalidOperationException($"Quantization failed: '{fault.Tensor}' {fault.Problem}.");

        new StagedModel(block, Floats(weights, integers)).Adopt(integers);
        integers.Publish();
        string title = string.Create(CultureInfo.InvariantCulture, $"{integers.Info.Name}: {options.Calibration} over {calibration.Count} samples");
        return new QuantizationReport(title, Rows(layout, observers, ranges, scales, signalToNoise));
    }

    private static ChannelMeans?[] Means(QuantizationLayout layout, QuantizeOptions options)
    {
        ChannelMeans?[] means = new ChannelMeans?[layout.Values.Count];
        if (!options.BiasCorrection) return means;
        foreach (QuantizedLinear layer in layout.Layers.OfType<QuantizedLinear>())
            if (layer.InputValue >= 0) means[layer.InputValue] ??= new ChannelMeans(layout.Values[layer.InputValue]);
        return means;
    }

    private static double[] InputMeans(QuantizedLayer layer, ChannelMeans?[] means) =>
        layer is QuantizedLinear { InputValue: >= 0 } linear && means[linear.InputValue] is { } mean ? mean.Of(linear.Groups * linear.InputsPerGroup) : [];

    // Rows of a lookup table that no sample asks for must fit the range, too.
    private static void ObserveTables(QuantizationLayout layout, float[] folded, ScaleObserver[] observers)
    {
        foreach (QuantizedEmbedding layer in layout.Layers.OfType<QuantizedEmbedding>())
        {
            ReadOnlySpan<float> weights = folded.AsSpan(layer.Weights, layer.Length);
            Extremes extremes = Extremes.Of(weights);
            if (!extremes.AreFinite) throw Unquantizable.Layer(layer.Name, "its weights are not all finite; quantize a network whose training converged.");
            observers[layer.Output].Add(weights, extremes);
        }
    }

    private static ValueRange RangeOf(ScaleObserver observer, QuantizeOptions options)
    {
        if (observer.Scale.Scale is not { } scale) return RangeChoice.Of(observer, options);
        Quantization known = new((float)scale, observer.Scale.ZeroPoint);
        return new ValueRange(known.Real(Quantization.Least), known.Real(Quantization.Largest));
    }

    private static Quantization QuantizationOf(QuantizedScale scale, ValueRange range) =>
        scale.Scale is { } known ? new Quantization((float)known, scale.ZeroPoint) : Quantization.Of(range);

    /// <summary>The parameters of layers that stay in floats, as the network in floats has them.</summary>
    private static Dictionary<StoredTensor, float[]> Floats(NetworkCore weights, NetworkCore integers)
    {
        Dictionary<StoredTensor, float[]> floats = [];
        foreach (StoredTensor tensor in integers.Tensors)
        {
            bool isTwice = tensor.Name.EndsWith(FloatSuffix, StringComparison.Ordinal);
            StoredTensor source = weights.Find(isTwice ? tensor.Name[..^FloatSuffix.Length] : tensor.Name);
            float[] values = new float[tensor.Length];
            source.ToRowMajor(weights.Storage(source), values);
            floats.Add(tensor, values);
        }

        return floats;
    }

    private static List<LayerQuantization> Rows(
        QuantizationLayout layout, ScaleObserver[] observers, ValueRange[] ranges, Quantization[] scales, double[] signalToNoise)
    {
        List<LayerQuantization> rows = [];
        HashSet<string> layers = [.. layout.Layers.Select(layer => layer.Name)];
        foreach (int scale in layout.Inputs)
            if (scale >= 0 && !layers.Contains(layout.Scales[scale].Name)) rows.Add(Row(layout.Scales[scale].Name, scale, double.NaN));
        for (int i = 0; i < layout.Layers.Count; i++) rows.Add(Row(layout.Layers[i].Name, layout.Layers[i].Output, signalToNoise[i]));
        return rows;

        LayerQuantization Row(string name, int scale, double ratio) =>
            new(name, ranges[scale].Low, ranges[scale].High, scales[scale], observers[scale].SaturatedShare(ranges[scale]), ratio);
    }
}
