using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Snapshots;

/// <summary>The bits of training: a hash over the losses of 20 steps and over the weights, gradients and statistics after the last.</summary>
internal static class TrainingBits
{
    private const int Steps = 20;

    /// <summary>Sums are taken in the order of the vectors, so that each width has bits of its own.</summary>
    public static string Width { get; } =
        (Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128") + (Fma.IsSupported ? "" : "-without-fma");

    /// <summary>Lines of names and hashes, one for each network; the bits do not depend on the number of threads.</summary>
    public static string Of(IReadOnlyList<EvaluatedNetwork> networks, int batch)
    {
        IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile(networks);
        return string.Concat(networks.Select((network, i) =>
        {
            string hash = Train(network, create[i](batch, 1, 1), batch);
            Assert.Equal(hash, Train(network, create[i](batch, 1, 2), batch));
            return $"{network.Identity.Name} {hash}\n";
        }));
    }

    private static string Train(EvaluatedNetwork network, INetworkProbe probe, int batch)
    {
        var data = new NetworkData(network.Graph, batch, seed: 1);
        data.SetWeights(probe);
        Batch samples = data.Samples(probe.Info, targets: true);
        var trainable = (ITrainable)probe.Network;
        var optimizer = new SGD(0.01, momentum: 0.9);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int step = 0; step < Steps; step++)
        {
            Append(hash, [probe.ForwardBackward(samples, 1, accumulate: false)]);
            optimizer.Step(trainable);
        }

        Append(hash, probe.Network.Parameters);
        Append(hash, trainable.Gradients);
        Append(hash, probe.Network.Core.State);
        return Convert.ToHexString(hash.GetHashAndReset())[..16].ToLower(CultureInfo.InvariantCulture);
    }

    /// <summary>All that is not a number counts as one: which bits it has is the processor's choice.</summary>
    private static void Append(IncrementalHash hash, ReadOnlySpan<float> values)
    {
        float[] numbers = [.. values];
        for (int i = 0; i < numbers.Length; i++)
            if (float.IsNaN(numbers[i])) numbers[i] = float.NaN;
        hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}
