using System.Buffers.Binary;
using System.Text;

namespace Kiln.Runtime.Tests.Networks;

public class SafetensorsTests
{
    [Fact]
    public void Writes_the_documented_bytes()
    {
        using MemoryStream stream = new();
        Safetensors.Write(
            stream, [SafetensorsTensor.OfFloats("w", [2, 1], [1, -2]), SafetensorsTensor.OfBytes("b", [7])],
            new Dictionary<string, string> { ["z"] = "1", ["a"] = "2" });
        const string header =
            """{"__metadata__":{"a":"2","z":"1"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""";
        string padded = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal(SafetensorsBytes.Of(Encoding.UTF8.GetBytes(padded), [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 7]), stream.ToArray());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Reads_what_it_writes(bool trickle)
    {
        using MemoryStream written = new();
        Safetensors.Write(
            written,
            [
                SafetensorsTensor.OfFloats("a.weight", [2, 3], [1, 2, 3, 4, 5, float.NaN]),
                SafetensorsTensor.OfFloats("ümläut \"x\"", [], [8]),
                SafetensorsTensor.OfFloats("empty", [0, 4], []),
                SafetensorsTensor.OfBytes("bytes", [1, 2, 255]),
            ],
            new Dictionary<string, string> { ["format"] = "pt", ["note"] = "line\nbreak" });
        using Stream stream = trickle ? new SafetensorsBytes.Trickle(written.ToArray()) : new MemoryStream(written.ToArray());
        SafetensorsFile file = Safetensors.Read(stream, "file");
        Assert.Equal(["a.weight", "ümläut \"x\"", "empty", "bytes"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("line\nbreak", file.Metadata["note"]);
        Assert.Equal([2L, 3], file.Find("a.weight")!.Shape);
        float[] values = new float[6];
        file.Find("a.weight")!.CopyTo(values);
        Assert.Equal([1, 2, 3, 4, 5, float.NaN], values);
        Assert.Equal([1, 2, 255], file.Find("bytes")!.Data.ToArray());
        Assert.Null(file.Find("other"));
    }

    [Fact]
    public void Reads_half_brain_and_double_floats()
    {
        byte[] data = new byte[2 + 2 + 8];
        BinaryPrimitives.WriteHalfLittleEndian(data, (Half)1.5);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2), 0xC040);
        BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(4), 0.1);
        const string header = """{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},"d":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}""";
        SafetensorsFile file = Safetensors.Read(new MemoryStream(SafetensorsBytes.Of(Encoding.UTF8.GetBytes(header), data)), "file");
        Assert.Equal([1.5f, -3f, 0.1f], new[] { "h", "b", "d" }.Select(name => Value(file.Find(name)!)));

        static float Value(SafetensorsTensor tensor)
        {
            float[] value = new float[1];
            tensor.CopyTo(value);
            return value[0];
        }
    }

    [Fact]
    public void Data_may_lie_in_another_order_than_the_header()
    {
        const string header = """{"late":{"data_offsets":[1,2],"dtype":"U8","shape":[1]},"early":{"shape":[1],"dtype":"U8","data_offsets":[0,1]}}""";
        SafetensorsFile file = Safetensors.Read(new MemoryStream(SafetensorsBytes.Of(Encoding.UTF8.GetBytes(header), [3, 4])), "file");
        Assert.Equal(4, file.Find("late")!.Data.Span[0]);
        Assert.Equal(3, file.Find("early")!.Data.Span[0]);
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        SafetensorsFile file = Safetensors.Read(new MemoryStream(SafetensorsBytes.Of("{}  ", 0)), "file");
        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Writing_checks_names_and_sizes()
    {
        SafetensorsTensor tensor = SafetensorsTensor.OfFloats("a", [1], [1]);
        Assert.Contains("'a' occurs twice", Assert.Throws<ArgumentException>("tensors", () => Safetensors.Write(Stream.Null, [tensor, tensor])).Message);
        Assert.Throws<ArgumentException>("tensors", () => Safetensors.Write(Stream.Null, [tensor with { Name = "__metadata__" }]));
        Assert.Contains(
            "takes 8 bytes, got 4", Assert.Throws<ArgumentException>("tensors", () => Safetensors.Write(Stream.Null, [tensor with { Shape = [2] }])).Message);
    }
}
