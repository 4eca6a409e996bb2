using System.IO.Compression;
using System.Text;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>A file of another kind is recognised as what it is, and the message says what to do with it.</summary>
public class ForeignFileTests
{
    private const string ToSafetensors = "safetensors.torch.save_file(";

    public static TheoryData<string, byte[], string[]> Files => new()
    {
        { "model.pt", Zip("archive/data.pkl", "archive/version"), ["a PyTorch file", ToSafetensors, "two lines of Python"] },
        { "best.pth", Zip("best/data.pkl", "best/byteorder", "best/data/0"), ["a PyTorch file", ToSafetensors] },
        { "old.pt", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E], ["a Python pickle", ToSafetensors] },
        { "model.pkl", [0x80, 0x04, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0, (byte)'}'], ["a Python pickle", ToSafetensors] },
        { "weights.zip", Zip("model.safetensors"), ["a zip archive", "unpack"] },
        { "empty.zip", Zip(), ["a zip archive"] },
        { "model.npz", Zip("arr_0.npy"), ["NumPy arrays", "numpy.load"] },
        { "model.keras", Zip("metadata.json", "config.json", "model.weights.h5"), ["a Keras model"] },
        { "model.npy", [0x93, .. "NUMPY\x01\0v\0{'descr': '<f4'"u8], ["a NumPy array"] },
        { "model.h5", [0x89, .. "HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0"u8], ["an HDF5 file", "Keras"] },
        { "model.safetensors.gz", Gzip("{}"), ["a gzip archive", "unpack"] },
        { "model.onnx", [0x08, 0x07, 0x12, 0x07, .. "pytorch\x1a\x05"u8], ["an ONNX model", "initializer"] },
        { "model2.onnx", [0x08, 0x08, 0x3A, 0xB1, 0x02, 0x0A, 0x20, 0x0A, 0x01, .. "x"u8], ["an ONNX model"] },
        { "page.html", Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>Sign in</body></html>"), ["an HTML page", "download the file itself"] },
        { "bom.html", [0xEF, 0xBB, 0xBF, .. "\r\n  <html lang=\"en\">"u8], ["an HTML page"] },
        { "error.xml", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"), ["an XML document"] },
        { "pointer", [.. "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n"u8], ["a pointer of Git LFS", "git lfs pull"] },
        { "index.json", Encoding.UTF8.GetBytes("{\"metadata\": {\"total_size\": 1}}"), ["a JSON text"] },
        { "short.json", Encoding.UTF8.GetBytes("{}"), ["a JSON text"] },
        { "notes.txt", Encoding.UTF8.GetBytes("Dear all,\nthe weights follow."), ["a text"] },
        { "text8", Encoding.UTF8.GetBytes("weights{0}"), ["a text"] },
        { "model.gguf", [.. "GGUF"u8, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], ["a GGUF file"] },
        { "empty", [], ["an empty file"] },
    };

    [Theory, MemberData(nameof(Files))]
    public void Says_what_the_file_is_and_what_to_do(string name, byte[] bytes, string[] named)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        File.WriteAllBytes(path, bytes);
        FakeNetwork network = new();
        float[] before = network.Parameters.ToArray();
        Check(Assert.Throws<WeightsException>(() => network.Load(path)), path);
        Check(Assert.Throws<WeightsException>(() => network.Load(new MemoryStream(bytes))), "the stream");
        Check(Assert.Throws<WeightsException>(() => network.Load(new SafetensorsBytes.Trickle(bytes))), "the stream");
        Assert.Equal(before, network.Parameters.ToArray());

        void Check(WeightsException error, string source)
        {
            Assert.StartsWith($"{source}: this is not a safetensors file, but ", error.Message, StringComparison.Ordinal);
            Assert.All(named, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
            Assert.InRange(error.Message.Length, 0, path.Length + 700);
        }
    }

    [Theory]
    [InlineData(2ul, "[]")]
    [InlineData(0x04034B50ul, "{")]
    [InlineData(0x8B1Ful, "{}")]
    [InlineData(0x0280ul, "{\"a\":1}")]
    public void What_may_be_meant_as_safetensors_is_no_foreign_file(ulong length, string header)
    {
        byte[] bytes = [.. SafetensorsBytes.Length(length), .. Encoding.UTF8.GetBytes(header)];
        string message = Assert.Throws<WeightsException>(() => new FakeNetwork().Load(new MemoryStream(bytes))).Message;
        Assert.DoesNotContain("no safetensors file", message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params string[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string entry in entries)
            {
                using Stream content = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                content.Write("content"u8);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
