namespace Kiln.Generator.Quantization;

/// <summary>Layers with weights.</summary>
internal static class LinearRules
{
    public static void Linear(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        Value x = node.Inputs[0], weight = node.Inputs[1];
        if (node.Inputs.Skip(1).Any(input => !quantizer.IsOfParameters(input)))
            throw quantizer.Refuse(node, "has weights that depend on samples, which has no form in integers");
        Saturation made = quantizer.Saturate(new Value(index));
        (Shape from, Shape to) = (quantizer.Graph.TypeOf(x).Shape, node.Outputs[0].Shape);
        int channels = node.Op is Conv2D or Conv2DTranspose or ChannelAffine ? to[0] : ((Dense)node.Op).Units;
        WeightOrder order = OrderOf(node.Op, from, channels, quantizer.Graph.TypeOf(weight).Shape);
        int input = quantizer.ScaleOf(x), output = quantizer.ScaleOf(made.Value);
        int[] shape = node.Op is ChannelAffine ? [channels, 1, 1, 1] : [.. quantizer.Graph.TypeOf(weight).Shape.Dimensions];
        int weights = quantizer.WeightOffset(weight), bias = node.Inputs.Count > 2 ? quantizer.WeightOffset(node.Inputs[2]) : -1;
        string name = quantizer.Layer(index, own => new QuantizedLayer.Linear(
            own, input, output, made.Low, made.High, weights, bias, order, quantizer.Observed.IndexOf(x)));
        quantizer.Linear.Add(index, name, made.Value);
        Op op = node.Op is Conv2DTranspose transposed
            ? new Int8TransposedConvolution(transposed)
            : new Int8Convolution(ConvolutionOf(node.Op, from, channels), to);
        quantizer.Make(
            op, name, made, quantizer.Integer(x), quantizer.Tensor(name + ".weight", DType.Int8, shape),
            quantizer.Tensor(name + ".bias", DType.Int32, channels), quantizer.Multiplier(name, channels), quantizer.Shift(name, channels),
            quantizer.Clamp(name), quantizer.ZeroPoint(input), quantizer.ZeroPoint(output));
    }

    /// <summary>
    /// A layer as a convolution: a dense one has a kernel of the whole map, or of one token; a scale and shift is a depthwise one of one pixel.
    /// </summary>
    private static Conv2D ConvolutionOf(Op op, Shape from, int channels) => op switch
    {
        Conv2D convolution => convolution,
        Dense when from.Rank == 3 => new Conv2D(channels, new Window(from[1], from[2]), 1),
        Dense => new Conv2D(channels, new Window(1, 1), 1),
        _ => new Conv2D(channels, new Window(1, 1), channels),
    };

    private static WeightOrder OrderOf(Op op, Shape from, int channels, Shape weight)
    {
        int area = op is Dense ? from.Rank == 3 ? from[1] * from[2] : 1 : weight.Dimensions.Skip(2).Aggregate(1, (product, size) => product * size);
        return op switch
        {
            Conv2D convolution => new(channels, convolution.Groups, weight[1], area, weight[1] * area, area, 1),
            Conv2DTranspose => new(channels, 1, weight[0], area, area, channels * area, 1),
            Dense => new(channels, 1, weight[1] / area, area, weight[1], area, 1),
            _ => new(channels, channels, 1, 1, 1, 1, 1),
        };
    }

    public static void Embedding(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var embedding = (Embedding)node.Op;
        var made = new Value(index);
        int weights = quantizer.WeightOffset(node.Inputs[1]);
        string name = quantizer.Layer(
            index, own => new QuantizedLayer.Embedding(own, quantizer.ScaleOf(made), weights, embedding.Vocabulary * embedding.Units));
        quantizer.Make(
            new Int8Embedding(embedding), name, made, null, null, null, 0, quantizer.Integer(node.Inputs[0]),
            quantizer.Tensor(name + ".weight", DType.Int8, embedding.Vocabulary, embedding.Units));
    }
}
