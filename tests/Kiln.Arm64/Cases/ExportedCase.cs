using System.Runtime.InteropServices;
using Kiln.Data;

namespace Kiln.Arm64.Cases;

/// <summary>A random network in integers that the compiler's tests wrote on another machine, with its inputs and outputs.</summary>
internal sealed class ExportedCase<TInt8>(string name) : NetworkCase(name)
    where TInt8 : class, INetwork<TInt8>
{
    /// <summary>The tests wrote all there is.</summary>
    public override void Write(string folder)
    {
    }

    public override void Check(string folder)
    {
        byte[] given = File.ReadAllBytes(Path.Combine(folder, Name + ".inputs")), expected = File.ReadAllBytes(Path.Combine(folder, Name + ".outputs"));
        int samples = expected.Length / sizeof(float) / TInt8.Info.Outputs.Sum(output => output.Shape.Aggregate(1, (product, size) => product * size));
        Batch inputs = new(Floats(TInt8.Info.Inputs), samples), outputs = new(Floats(TInt8.Info.Outputs), samples);
        ReadOnlySpan<byte> rest = given;
        for (int column = 0; column < inputs.Columns.Count; column++)
        {
            Span<byte> to = inputs.Columns[column].Element == typeof(int)
                ? MemoryMarshal.AsBytes(inputs.Write<int>(column)) : MemoryMarshal.AsBytes(inputs.Write<float>(column));
            rest[..to.Length].CopyTo(to);
            rest = rest[to.Length..];
        }

        for (int threads = 1; threads <= 2; threads++)
        {
            TInt8 network = TInt8.Create(samples, threads: threads);
            network.Load(Path.Combine(folder, Name + ".safetensors"));
            network.Forward(inputs, outputs);
            byte[] actual = [.. Enumerable.Range(0, outputs.Columns.Count).SelectMany(column => MemoryMarshal.AsBytes(outputs.Read<float>(column)).ToArray())];
            if (!actual.AsSpan().SequenceEqual(expected)) throw new AssertionException($"{threads} threads: the outputs are not those of the other machine.");
        }
    }
}
