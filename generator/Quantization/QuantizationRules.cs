using Rule = System.Action<Kiln.Generator.Quantization.QuantizeNetwork, int, Kiln.Generator.Graphs.GraphNode>;

namespace Kiln.Generator.Quantization;

/// <summary>How each op of inference becomes one over bytes: a row for each.</summary>
internal static class QuantizationRules
{
    /// <summary>The rule of a node; what has none is refused.</summary>
    public static Rule Of(GraphNode node) => node.Op switch
    {
        Input => ShapingRules.Input,
        ScaledBytes => ShapingRules.Bytes,
        Conv2D or Dense or Conv2DTranspose or ChannelAffine => LinearRules.Linear,
        Embedding => LinearRules.Embedding,
        Add or Subtract => ArithmeticRules.Add,
        Multiply => ArithmeticRules.Multiply,
        Sum => ArithmeticRules.Sum,
        AveragePool2D => ArithmeticRules.AveragePool,
        Upsample { Interpolation: Interpolation.Bilinear } => ArithmeticRules.Bilinear,
        Softmax => ArithmeticRules.Softmax,
        ElementwiseOp { Operands: 0 } => ArithmeticRules.Function,
        _ when Moves(node.Op) => ShapingRules.Move,
        // Its reader repeats it.
        Broadcast => (_, _, _) => { },
        _ => (quantizer, _, node) => throw quantizer.Refuse(node, "has no form in integers yet"),
    };

    /// <summary>Whether an op moves bytes, so that its result has the scale of what it reads.</summary>
    public static bool Moves(Op op) => op is MaxPool2D or Max or Concat or Slice or Pad or Reshape or Transpose or Upsample;

    /// <summary>
    /// Before anything is made: what moves bytes gives its result the scale of what it reads, and activations go where they belong, so that the rules
    /// find the same.
    /// </summary>
    public static void JoinScales(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var result = new Value(index);
        switch (node.Op)
        {
            case var moves when Moves(moves):
                if (quantizer.Graph.TypeOf(result).Element != DType.Float32) break;
                foreach (Value input in node.Inputs) quantizer.Join(result, input);
                break;
            case Sum:
                quantizer.Saturate(quantizer.Factor(result).Value);
                break;
            case Conv2D or Dense or Conv2DTranspose or ChannelAffine or Add or Subtract or Multiply or AveragePool2D:
                quantizer.Saturate(result);
                break;
            case ElementwiseOp { Operands: 0 }:
                (EquatableArray<ElementwiseOp> chain, Value last) = quantizer.ChainFrom(index);
                if (chain.All(step => Saturation.Bounds(step) is not null)) quantizer.Join(last, node.Inputs[0]);
                break;
        }
    }
}
