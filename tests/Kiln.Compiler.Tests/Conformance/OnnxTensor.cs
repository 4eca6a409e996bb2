using System.Buffers.Binary;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>A tensor of an ONNX file: its element type's number, its dimensions and its elements, which exist if it is a type of numbers.</summary>
internal sealed record OnnxTensor(string Name, int ElementType, IReadOnlyList<int> Dimensions)
{
    public const int Float = 1, Int32 = 6, Int64 = 7, Bool = 9;

    private const int RawData = 9, DataLocation = 14;

    private static readonly string[] s_types =
    [
        "none", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double", "uint32", "uint64", "complex64",
        "complex128", "bfloat16",
    ];

    /// <summary>Bytes of an element, the field that holds elements which are not raw bytes, and how bytes become a number.</summary>
    private static readonly Dictionary<int, (int Bytes, int Field, Func<byte[], double> Read)> s_numbers = new()
    {
        [Float] = (4, 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        [2] = (1, 5, bytes => bytes[0]),
        [3] = (1, 5, bytes => (sbyte)bytes[0]),
        [4] = (2, 5, bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        [5] = (2, 5, bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        [Int32] = (4, 5, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        [Int64] = (8, 7, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        [Bool] = (1, 5, bytes => bytes[0]),
        [10] = (2, 5, bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        [11] = (8, 10, bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        [12] = (4, 11, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        [13] = (8, 11, bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        // The upper half of a float.
        [16] = (2, 5, bytes => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
    };

    private readonly double[]? _elements;

    /// <summary>The elements; asking for those of another type leaves the case out.</summary>
    public double[] Elements
    {
        get => _elements ?? throw new LeftOutException($"elements of type {TypeName}");
        init => _elements = value;
    }

    /// <summary>The number of elements, regardless of their type.</summary>
    public int Count => Dimensions.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>The element type as ONNX spells it.</summary>
    public string TypeName => NameOf(ElementType);

    public static string NameOf(int type) => type < s_types.Length ? s_types[type] : "8 bits or less";

    /// <summary>A tensor that the reader has computed.</summary>
    public static OnnxTensor Of(int type, IReadOnlyList<int> dimensions, IEnumerable<double> elements) =>
        new("", type, dimensions) { Elements = [.. elements] };

    public static OnnxTensor Read(byte[] file) => Read(new ProtobufMessage(file));

    public static OnnxTensor Read(ProtobufMessage message)
    {
        int type = (int)message.Number(2);
        var tensor = new OnnxTensor(message.Text(8), type, [.. message.Numbers(1).Select(size => checked((int)size))]);
        if (!s_numbers.TryGetValue(type, out (int Bytes, int Field, Func<byte[], double> Read) number)) return tensor;
        if (message.Number(DataLocation) != 0) throw new LeftOutException("elements in a file of their own");
        double[] elements = [.. ElementBytes(message, number.Bytes, number.Field).Select(number.Read)];
        if (elements.Length == tensor.Count) return tensor with { Elements = elements };
        throw new InvalidDataException($"'{tensor.Name}' has {elements.Length} elements instead of {tensor.Count}.");
    }

    private static IEnumerable<byte[]> ElementBytes(ProtobufMessage message, int size, int field)
    {
        if (message.Bytes(RawData) is { Length: > 0 } raw) return raw.Chunk(size);
        return field switch
        {
            4 => message.Floats(field).Select(BitConverter.GetBytes),
            10 => message.Doubles(field).Select(BitConverter.GetBytes),
            // The lower bytes of a whole number, which for the short floats are their bits.
            _ => message.Numbers(field).Select(x => BitConverter.GetBytes(x)[..size]),
        };
    }
}
