namespace Kiln.Generator.Quantization;

/// <summary>What the caller gives, and ops that move bytes.</summary>
internal static class ShapingRules
{
    public static void Input(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var input = (Input)node.Op;
        var value = new Value(index);
        if (input.Type.Element != DType.Float32)
        {
            // Bytes become numbers in an op of their own, and indices stay what they are.
            if (input.Type.Element != DType.UInt8) quantizer.Keep(value, quantizer.Add(input, node.Name));
            return;
        }

        Value given = quantizer.Add(input with { Type = input.Type with { Element = DType.Int8 } }, node.Name);
        int scale = quantizer.ScaleOf(value);
        quantizer.Make(
            new Int8Accept(IsOfBytes: false), node.Name, value, null, null, null, 0, given, quantizer.InverseScale(scale), quantizer.ZeroPoint(scale));
    }

    /// <summary>Bytes of the caller: the range of a byte is the range of the value.</summary>
    public static void Bytes(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var scaled = (ScaledBytes)node.Op;
        var input = (Input)quantizer.Graph[node.Inputs[0]].Op;
        var value = new Value(index);
        string name = quantizer.Layer(
            node.Inputs[0].Node, own => new QuantizedLayer.Bytes(own, quantizer.ScaleOf(value), scaled.Scale, scaled.Offset));
        Value given = quantizer.Add(input with { Type = input.Type with { Element = DType.Int8 } }, name);
        double[] ends = [scaled.Offset, (255 * scaled.Scale) + scaled.Offset];
        quantizer.Make(
            new Int8Accept(IsOfBytes: true), name, value, Math.Min(ends.Min(), 0), Math.Max(ends.Max(), 0), null, 0, given,
            quantizer.Tensor(name + ".table", DType.Int8, 1, 256));
    }

    public static void Move(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var value = new Value(index);
        if (node.Inputs.FirstOrDefault(quantizer.IsOfParameters) is not null)
            throw quantizer.Refuse(node, "moves a parameter among values of samples, which has no form in integers yet");
        Value[] inputs = [.. node.Inputs.Select(quantizer.Integer)];
        switch (node.Op)
        {
            case MaxPool2D pool:
                quantizer.Move(new Int8MaxPool(pool.Window), value, inputs);
                break;
            case Max max:
                quantizer.Move(new Int8Max(max.Axes, max.Result), value, inputs);
                break;
            case Pad { Value: 0 } pad:
                quantizer.Move(new Int8Pad(pad), value, [.. inputs, quantizer.ZeroPoint(quantizer.ScaleOf(value))]);
                break;
            case Pad:
                throw quantizer.Refuse(node, "pads with another number than 0, which need not be in the range of what it pads");
            case Upsample upsample:
                quantizer.Move(new Int8Upsample(upsample), value, inputs);
                break;
            default:
                quantizer.Move(node.Op, value, inputs);
                break;
        }
    }
}
