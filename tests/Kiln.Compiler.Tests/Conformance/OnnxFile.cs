using System.Buffers.Binary;
using System.Text;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>A model: its nodes in order, its initializers, the names of what goes in and comes out, and the version of the operator set.</summary>
internal sealed class OnnxModel
{
    public OnnxModel(byte[] file)
    {
        var model = new ProtobufMessage(file);
        ProtobufMessage graph = model.Messages(7).Single();
        Nodes = [.. graph.Messages(1).Select(node => new OnnxNode(node))];
        Initializers = [.. graph.Messages(5).Select(OnnxTensor.Read)];
        Inputs = [.. graph.Messages(11).Select(input => input.Text(1))];
        Outputs = [.. graph.Messages(12).Select(output => output.Text(1))];
        OutputTypes = [.. graph.Messages(12).Select(TypeOf)];
        Opset = model.Messages(8).Where(set => set.Text(1) is "" or "ai.onnx").Select(set => (int)set.Number(2)).DefaultIfEmpty(1).Max();
    }

    public IReadOnlyList<OnnxNode> Nodes { get; }

    public IReadOnlyList<OnnxTensor> Initializers { get; }

    public IReadOnlyList<string> Inputs { get; }

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The element type of each output.</summary>
    public IReadOnlyList<int> OutputTypes { get; }

    public int Opset { get; }

    /// <summary>Of a tensor; what is none (a sequence, an optional value) has no number.</summary>
    private static int TypeOf(ProtobufMessage value) =>
        value.Messages(2).SelectMany(type => type.Messages(1)).Select(tensor => (int)tensor.Number(1)).FirstOrDefault();
}

/// <summary>The fields of one message in protocol buffers' wire format (protobuf.dev/programming-guides/encoding), by number.</summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private readonly List<(int Field, int Wire, ulong Number, byte[] Bytes)> _fields = [];

    public ProtobufMessage(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong key = ReadVarint(bytes, ref at);
            (int field, int wire) = ((int)(key >> 3), (int)(key & 7));
            switch (wire)
            {
                case Varint:
                    _fields.Add((field, wire, ReadVarint(bytes, ref at), []));
                    break;
                case Fixed64:
                    _fields.Add((field, wire, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), []));
                    at += 8;
                    break;
                case Fixed32:
                    _fields.Add((field, wire, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)), []));
                    at += 4;
                    break;
                case Delimited:
                    int length = (int)ReadVarint(bytes, ref at);
                    _fields.Add((field, wire, 0, bytes[at..(at + length)]));
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {wire} is not one of protocol buffers version 3.");
            }
        }
    }

    public byte[]? Bytes(int field) => _fields.Where(item => item.Field == field && item.Wire == Delimited).Select(item => item.Bytes).LastOrDefault();

    public IReadOnlyList<string> Texts(int field) => [.. _fields.Where(item => item.Field == field).Select(item => Encoding.UTF8.GetString(item.Bytes))];

    public string Text(int field) => Texts(field).LastOrDefault("");

    public IEnumerable<ProtobufMessage> Messages(int field) => _fields.Where(item => item.Field == field).Select(item => new ProtobufMessage(item.Bytes));

    public long Number(int field) => Numbers(field).LastOrDefault();

    /// <summary>Integers, packed or one by one.</summary>
    public IReadOnlyList<long> Numbers(int field)
    {
        var numbers = new List<long>();
        foreach ((_, int wire, ulong number, byte[] bytes) in _fields.Where(item => item.Field == field))
        {
            if (wire == Varint) numbers.Add((long)number);
            for (int at = 0; at < bytes.Length;) numbers.Add((long)ReadVarint(bytes, ref at));
        }

        return numbers;
    }

    /// <summary>Floats, packed or one by one.</summary>
    public IReadOnlyList<float> Floats(int field)
    {
        var floats = new List<float>();
        foreach ((_, int wire, ulong number, byte[] bytes) in _fields.Where(item => item.Field == field))
        {
            if (wire == Fixed32) floats.Add(BitConverter.UInt32BitsToSingle((uint)number));
            for (int at = 0; at < bytes.Length; at += sizeof(float)) floats.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at)));
        }

        return floats;
    }

    /// <summary>Doubles, packed or one by one.</summary>
    public IReadOnlyList<double> Doubles(int field)
    {
        var doubles = new List<double>();
        foreach ((_, int wire, ulong number, byte[] bytes) in _fields.Where(item => item.Field == field))
        {
            if (wire == Fixed64) doubles.Add(BitConverter.UInt64BitsToDouble(number));
            for (int at = 0; at < bytes.Length; at += sizeof(double)) doubles.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at)));
        }

        return doubles;
    }

    private static ulong ReadVarint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
