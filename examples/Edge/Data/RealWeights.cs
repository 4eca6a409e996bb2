using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Edge;

/// <summary>
/// Weights of published networks and samples for them. They lie in a folder named shared beside the clone (or at <c>KILN_SHARED</c>) as ONNX models, which
/// tests/weights/convert.py turns into files that Kiln loads; without the folder or Python 3 there are none.
/// </summary>
internal sealed class RealWeights
{
    public const string ResNet8 = "resnet8-cifar10-opset11", MobileNet = "mobilenetv1-vww-opset11", Keywords = "micro-kws-fp32-opset15";

    private readonly string folder;

    private RealWeights(string folder) => this.folder = folder;

    /// <summary>The clone that this program was built in; null where it lies elsewhere.</summary>
    public static string? Repository => Above(AppContext.BaseDirectory, "Kiln.slnx");

    /// <summary>A file or folder of the shared data; null where it is not there.</summary>
    public static string? Shared(string path)
    {
        string? root = Environment.GetEnvironmentVariable("KILN_SHARED")
            ?? (Repository is { } repository && Path.GetDirectoryName(repository) is { } beside ? Path.Combine(beside, "shared") : null);
        return root is not null && Path.Combine(root, path) is var full && Path.Exists(full) ? full : null;
    }

    /// <summary>Converts the models into a folder; null where they, or what converts them, are not there.</summary>
    public static RealWeights? Convert(string folder)
    {
        if (Shared("models") is not { } models || Repository is not { } repository) return null;
        ProcessStartInfo start = new("python3", ["-B", Path.Combine(repository, "tests", "weights", "convert.py"), models, folder]);
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0 ? new RealWeights(folder) : throw new InvalidDataException($"{models}: the models could not be converted.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The weights of a model.</summary>
    public string Of(string model) => Path.Combine(folder, model + ".safetensors");

    /// <summary>The samples that come with a model, one after another.</summary>
    public float[] Inputs(string model) => Floats(model + ".inputs.f32");

    /// <summary>What the model makes of them.</summary>
    public float[] Outputs(string model) => Floats(model + ".outputs.f32");

    private float[] Floats(string file) => [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, file)))];

    private static string? Above(string start, string file)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, file))) return directory.FullName;
        return null;
    }
}
