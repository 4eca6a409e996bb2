using System.Runtime.InteropServices;

namespace Kiln.Peers.Int8;

/// <summary>An ONNX model that is being written: its fields have the numbers of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    public const int Float = 1, UnsignedByte = 2, SignedByte = 3, Int32 = 6;
    private const int Version = 8, OperatorSet = 13;

    private readonly ProtocolMessage graph = new();
    private int names;

    /// <summary>An operation with one result, whose name is returned. Attributes are whole numbers or lists of them.</summary>
    public string Node(string operation, IEnumerable<string> inputs, params IEnumerable<(string Name, long[] Values)> attributes)
    {
        string output = NewName();
        AddNode(operation, inputs, output, attributes);
        return output;
    }

    /// <summary>A constant.</summary>
    public string Constant<T>(int type, ReadOnlySpan<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        string name = NewName();
        ProtocolMessage tensor = new();
        foreach (int size in shape)
        {
            tensor.With(1, size);
        }

        graph.With(5, tensor.With(2, type).With(8, name).With(9, MemoryMarshal.AsBytes(values)));
        return name;
    }

    /// <summary>The input of the model.</summary>
    public string Input(ReadOnlySpan<int> shape)
    {
        graph.With(11, FloatTensor("input", shape));
        return "input";
    }

    /// <summary>The whole model, which gives one value.</summary>
    public byte[] Model(string output, ReadOnlySpan<int> shape)
    {
        AddNode("Identity", [output], "output", []);
        graph.With(2, "network").With(12, FloatTensor("output", shape));
        return new ProtocolMessage().With(1, Version).With(8, new ProtocolMessage().With(1, "").With(2, OperatorSet)).With(7, graph).ToBytes();
    }

    private void AddNode(string operation, IEnumerable<string> inputs, string output, IEnumerable<(string Name, long[] Values)> attributes)
    {
        ProtocolMessage node = new();
        foreach (string input in inputs)
        {
            node.With(1, input);
        }

        node.With(2, output).With(4, operation);
        foreach ((string name, long[] values) in attributes)
        {
            ProtocolMessage attribute = new ProtocolMessage().With(1, name);
            foreach (long value in values)
            {
                attribute.With(IsList(name) ? 8 : 3, value);
            }

            node.With(5, attribute.With(20, IsList(name) ? 7 : 2));
        }

        graph.With(1, node);
    }

    private static bool IsList(string attribute) => attribute is "pads" or "strides" or "kernel_shape";

    private static ProtocolMessage FloatTensor(string name, ReadOnlySpan<int> shape)
    {
        ProtocolMessage sizes = new();
        foreach (int size in shape)
        {
            sizes.With(1, new ProtocolMessage().With(1, size));
        }

        return new ProtocolMessage().With(1, name).With(2, new ProtocolMessage().With(1, new ProtocolMessage().With(1, Float).With(2, sizes)));
    }

    private string NewName() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"value{names++}");
}
