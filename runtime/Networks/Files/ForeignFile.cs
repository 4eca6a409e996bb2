using System.Text;

namespace Kiln;

/// <summary>Recognises by its first bytes what is not a safetensors file, and says what to do with it.</summary>
internal static class ForeignFile
{
    /// <summary>The number of bytes needed to recognise a file.</summary>
    public const int Bytes = 512;

    // Two lines of Python, as one would type them; a training script's weights are often one level deeper.
    private const string FromPyTorch =
        "convert it with two lines of Python: \"import torch, safetensors.torch\" and " +
        "\"safetensors.torch.save_file({name: value.contiguous() for name, value in " +
        "torch.load('model.pt', map_location='cpu').items()}, 'model.safetensors')\"; " +
        "if the weights are one entry of the file, such as ['state_dict'], take that entry";

    private const string FromNumPy =
        "convert it with two lines of Python: \"import numpy, safetensors.numpy\" and " +
        "\"safetensors.numpy.save_file(dict(numpy.load('model.npz')), 'model.safetensors')\"";

    private const string FromKeras =
        "save the weights from Python, under the names of this network: \"import safetensors.numpy\" and " +
        "\"safetensors.numpy.save_file({w.path: w.numpy() for w in model.weights}, 'model.safetensors')\"";

    private const string FromOnnx =
        "convert its weights with two lines of Python: \"import onnx, safetensors.numpy\" and " +
        "\"safetensors.numpy.save_file({t.name: onnx.numpy_helper.to_array(t) for t in onnx.load('model.onnx').graph.initializer}, 'model.safetensors')\"";

    private const string Unpack = "unpack it and load the safetensors file in it";

    private const string Download = "download the file itself";

    private const string Pickle = "a Python pickle, as older versions of PyTorch write it (.pt, .pth)";

    private static readonly (byte[] Start, string Kind, string Remedy)[] Signatures =
    [
        // Protocol 2 and later begin with their number.
        ([0x80, 2], Pickle, FromPyTorch),
        ([0x80, 3], Pickle, FromPyTorch),
        ([0x80, 4], Pickle, FromPyTorch),
        ([0x80, 5], Pickle, FromPyTorch),
        ([0x1F, 0x8B], "a gzip archive", Unpack),
        ([.. "BZh"u8], "a bzip2 archive", Unpack),
        ([0xFD, .. "7zXZ"u8], "an xz archive", Unpack),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive", Unpack),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7-Zip archive", Unpack),
        ([0x89, .. "HDF"u8], "an HDF5 file, as Keras writes it (.h5)", FromKeras),
        ([0x93, .. "NUMPY"u8], "a NumPy array (.npy)", FromNumPy),
        ([.. "GGUF"u8], "a GGUF file", "get the model as safetensors"),
    ];

    /// <summary>What a file is, and the remedy; null if it may be meant as safetensors.</summary>
    /// <param name="start">Its first bytes, up to <see cref="Bytes"/>.</param>
    public static (string Kind, string Remedy)? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return ("an empty file", "save or download it again");
        // A safetensors header begins after its length.
        if (start.Length > Safetensors.LengthBytes && start[Safetensors.LengthBytes] == (byte)'{' && !IsText(start)) return null;
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8)) return Archive(start);
        foreach ((byte[] signature, string kind, string remedy) in Signatures)
        {
            if (start.StartsWith(signature)) return (kind, remedy);
        }

        // Field 1 of the protocol buffer is the version of the format, then comes the producer, its version, a domain, the graph or the sets of operators.
        if (start is [0x08, >= 1 and <= 32, 0x12 or 0x1A or 0x22 or 0x3A or 0x42, ..]) return ("an ONNX model", FromOnnx);
        return IsText(start) ? Text(start) : null;
    }

    private static (string Kind, string Remedy) Archive(ReadOnlySpan<byte> start)
    {
        bool isPyTorch = start.IndexOf("data.pkl"u8) >= 0 || start.IndexOf("/version"u8) >= 0 || start.IndexOf("/byteorder"u8) >= 0;
        if (isPyTorch) return ("a PyTorch file (.pt, .pth)", FromPyTorch);
        if (start.IndexOf(".npy"u8) >= 0) return ("an archive of NumPy arrays (.npz)", FromNumPy);
        if (start.IndexOf("metadata.json"u8) >= 0 || start.IndexOf("config.json"u8) >= 0) return ("a Keras model (.keras)", FromKeras);
        return ("a zip archive", Unpack + "; a PyTorch file is such an archive, too: " + FromPyTorch);
    }

    private static (string Kind, string Remedy) Text(ReadOnlySpan<byte> start)
    {
        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal)) return ("a pointer of Git LFS", "fetch the file with \"git lfs pull\"");
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return ("an HTML page", Download + ", not the page that shows it");
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)) return ("an XML document", Download + "; this may be a server's error message");
        if (text.StartsWith('{') || text.StartsWith('[')) return ("a JSON text", Download + "; an index names the files that hold the tensors");
        return ("a text", Download);
    }

    // The length of a header is below 2^27, so that three of its eight bytes, at least, are zero.
    private static bool IsText(ReadOnlySpan<byte> start) => start.IndexOfAnyInRange((byte)0, (byte)8) < 0;
}
