using System.Runtime.InteropServices;
using Kiln.Data;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>
/// Writes networks in integers for other machines (tests/arm64.sh): the generated source, the model, inputs and outputs, and a list of them as source.
/// </summary>
internal sealed class NetworkExport(string folder)
{
    private readonly List<string> _names = [];

    /// <summary>The folder that the environment variable KILN_EXPORT_NETWORKS names; null where it is not set.</summary>
    public static NetworkExport? FromEnvironment { get; } =
        Environment.GetEnvironmentVariable("KILN_EXPORT_NETWORKS") is { Length: > 0 } folder ? new NetworkExport(folder) : null;

    public void Write(QuantizedClasses classes, INetwork network, Batch inputs, Batch outputs)
    {
        // Islands compute in floats, whose last bits depend on the machine.
        if (classes.Network.Quantized!.Integers.All<Quantize>().Any()) return;
        string name = classes.Network.Identity.Name;
        File.WriteAllText(Path.Combine(folder, name + ".cs"), QuantizedClasses.TextOf(classes.Network.Classes.Last()));
        network.Save(Path.Combine(folder, name + ".safetensors"));
        Write(name + ".inputs", inputs);
        Write(name + ".outputs", outputs);
        _names.Add(name);
        string rows = string.Concat(_names.Select(each => $"        cases.Add(new ExportedCase<global::{each}.Int8>(\"{each}\"));\n"));
        File.WriteAllText(
            Path.Combine(folder, "ExportedCases.g.cs"),
            "namespace Kiln.Arm64.Cases;\n\ninternal static partial class NetworkCases\n{\n    static partial void AddExported(List<NetworkCase> cases)\n    {\n"
            + rows + "    }\n}\n");
    }

    private void Write(string file, Batch batch)
    {
        using FileStream stream = File.Create(Path.Combine(folder, file));
        for (int column = 0; column < batch.Columns.Count; column++)
            stream.Write(batch.Columns[column].Element == typeof(int)
                ? MemoryMarshal.AsBytes(batch.Read<int>(column)) : MemoryMarshal.AsBytes(batch.Read<float>(column)));
    }
}
