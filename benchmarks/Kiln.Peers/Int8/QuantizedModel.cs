namespace Kiln.Peers.Int8;

/// <summary>
/// Kiln's quantized network as an ONNX model for ONNX Runtime: the same weights, scales and zero points, as operations on floats between QuantizeLinear and
/// DequantizeLinear, which ONNX Runtime fuses into its integer kernels. Bytes are unsigned, for which these are fastest. An activation that saturates is left
/// out: the unsigned byte saturates there.
/// </summary>
internal sealed class QuantizedModel(Int8File file)
{
    private readonly OnnxGraph graph = new();

    /// <summary>The input of that name in Kiln, quantized.</summary>
    public Value Input(string name, params ReadOnlySpan<int> shape) => Quantized(graph.Input([1, .. shape]), name);

    /// <summary>A convolution with its padding at top, left, bottom and right; the scale is that of its result.</summary>
    public Value Convolve(Value x, string layer, string scale, long[] pads, long stride = 1, long groups = 1) =>
        Linear("Conv", x, layer, scale, ("pads", pads), ("strides", [stride, stride]), ("group", [groups]));

    /// <summary>A convolution whose sides are all alike.</summary>
    public Value Convolve(Value x, string layer, string scale, long padding, long stride = 1, long groups = 1) =>
        Convolve(x, layer, scale, [padding, padding, padding, padding], stride, groups);

    /// <summary>A dense layer over a vector.</summary>
    public Value Dense(Value x, string layer, string scale) => Linear("Gemm", x, layer, scale, ("transB", [1]));

    /// <summary>A sum.</summary>
    public Value Add(Value a, Value b, string scale) => Quantized(graph.Node("Add", [a.Name, b.Name]), scale);

    /// <summary>A pooling over squares that do not overlap; a maximum keeps the scale.</summary>
    public Value Pool(Value x, string operation, long side, string? scale = null) =>
        Quantized(graph.Node(operation, [x.Name], ("kernel_shape", [side, side]), ("strides", [side, side])), scale ?? x.Scale);

    /// <summary>The mean over all pixels.</summary>
    public Value GlobalAverage(Value x, string scale) => Quantized(graph.Node("GlobalAveragePool", [x.Name]), scale);

    /// <summary>The map as a vector.</summary>
    public Value Flatten(Value x) => Quantized(graph.Node("Flatten", [x.Name]), x.Scale);

    /// <summary>The whole model.</summary>
    public byte[] Build(Value output, int size) => graph.Model(output.Name, [1, size]);

    private Value Linear(string operation, Value x, string layer, string scale, params IEnumerable<(string Name, long[] Values)> attributes)
    {
        sbyte[] weights = file.Values<sbyte>(layer + ".weight");
        int[] multipliers = file.Values<int>(layer + ".multiplier"), biases = file.Values<int>(layer + ".bias"), shape = file.Shape(layer + ".weight");
        byte[] shifts = file.Values<byte>(layer + ".shift");
        float[] weightScales = new float[biases.Length], biasScales = new float[biases.Length];
        int size = weights.Length / biases.Length;
        for (int channel = 0; channel < biases.Length; channel++)
        {
            // Kiln stores what follows from the scales: scale of x times scale of the weights over scale of the result, and the bias without its zero point.
            double biasScale = Math.ScaleB(multipliers[channel], -shifts[channel]) * file.Scale(scale);
            biasScales[channel] = (float)biasScale;
            weightScales[channel] = (float)(biasScale / file.Scale(x.Scale));
            int sum = 0;
            foreach (sbyte weight in weights.AsSpan(channel * size, size))
            {
                sum += weight;
            }

            biases[channel] += file.ZeroPoint(x.Scale) * sum;
        }

        string weight8 = graph.Constant<sbyte>(OnnxGraph.SignedByte, shape, weights);
        string bias32 = graph.Constant<int>(OnnxGraph.Int32, [biases.Length], biases);
        string real = PerChannel(weight8, weightScales, graph.Constant<sbyte>(OnnxGraph.SignedByte, [biases.Length], new sbyte[biases.Length]));
        string bias = PerChannel(bias32, biasScales, graph.Constant<int>(OnnxGraph.Int32, [biases.Length], new int[biases.Length]));
        return Quantized(graph.Node(operation, [x.Name, real, bias], attributes), scale);
    }

    private string PerChannel(string integers, float[] scales, string zeroPoints) => graph.Node(
        "DequantizeLinear", [integers, graph.Constant<float>(OnnxGraph.Float, [scales.Length], scales), zeroPoints], ("axis", [0]));

    private Value Quantized(string real, string scale)
    {
        string step = graph.Constant<float>(OnnxGraph.Float, [], [file.Scale(scale)]);
        string zero = graph.Constant<byte>(OnnxGraph.UnsignedByte, [], [(byte)(file.ZeroPoint(scale) + 128)]);
        return new Value(graph.Node("DequantizeLinear", [graph.Node("QuantizeLinear", [real, step, zero]), step, zero]), scale);
    }

    /// <summary>A value: its name in the model, and that of its scale in Kiln's file.</summary>
    internal sealed record Value(string Name, string Scale);
}
