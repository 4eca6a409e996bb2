using System.Runtime.InteropServices;
using Kiln.Data;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>A quantized network's model file, inputs, and the outputs that tests/parity/int8.py computed of them.</summary>
internal sealed class IntegerParityFiles(string folder, string name)
{
    // What the script calls the real numbers that an output's bytes mean.
    private const string Real = ".real";

    /// <summary>The arguments of the script.</summary>
    public string[] Paths { get; } =
        [.. new[] { "model", "inputs", "outputs" }.Select(part => Path.Combine(folder, $"{name}.{part}.safetensors"))];

    public void Write(INetwork network, Batch inputs)
    {
        using FileStream model = File.Create(Paths[0]), values = File.Create(Paths[1]);
        network.Save(model);
        Safetensors.Write(values, [.. inputs.Columns.Select((column, i) => Tensor(inputs, i, column.Name))]);
    }

    public void Load(INetwork network)
    {
        using FileStream model = File.OpenRead(Paths[0]);
        network.Load(model);
    }

    public Batch Inputs(NetworkInfo info)
    {
        SafetensorsFile file = Read(Paths[1]);
        var batch = new Batch(info.Inputs, (int)file.Tensors[0].Shape[0]);
        for (int column = 0; column < batch.Columns.Count; column++) file.Find(batch.Columns[column].Name)!.Data.Span.CopyTo(Bytes(batch, column));
        return batch;
    }

    /// <summary>Compares outputs in floats with those of the script, which follow from its bytes one to one.</summary>
    public void Compare(Batch outputs)
    {
        SafetensorsFile file = Read(Paths[2]);
        Assert.Equal(2 * outputs.Columns.Count, file.Tensors.Count);
        for (int column = 0; column < outputs.Columns.Count; column++)
        {
            SafetensorsTensor bytes = file.Find(outputs.Columns[column].Name)!, expected = file.Find(outputs.Columns[column].Name + Real)!;
            Assert.Equal(expected.Data.Length, sizeof(float) * bytes.Data.Length);
            Assert.Equal(MemoryMarshal.Cast<byte, int>(expected.Data.Span).ToArray(), MemoryMarshal.Cast<byte, int>(Bytes(outputs, column)).ToArray());
        }
    }

    private static SafetensorsFile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Safetensors.Read(stream, path);
    }

    private static SafetensorsTensor Tensor(Batch batch, int column, string name)
    {
        SafetensorsType type = batch.Columns[column].Element == typeof(int) ? SafetensorsType.I32
            : batch.Columns[column].Element == typeof(byte) ? SafetensorsType.U8 : SafetensorsType.F32;
        Span<byte> bytes = Bytes(batch, column);
        return new SafetensorsTensor(name, type, [batch.Count, bytes.Length / type.Bytes / batch.Count], bytes.ToArray());
    }

    private static Span<byte> Bytes(Batch batch, int column) =>
        batch.Columns[column].Element == typeof(int) ? MemoryMarshal.AsBytes(batch.Write<int>(column))
        : batch.Columns[column].Element == typeof(byte) ? batch.Write<byte>(column) : MemoryMarshal.AsBytes(batch.Write<float>(column));
}
