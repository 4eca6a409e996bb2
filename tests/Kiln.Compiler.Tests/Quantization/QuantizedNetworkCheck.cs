using System.Runtime.InteropServices;
using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Quantization;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>
/// Quantizes a compiled network on random data, and runs its generated class of integers and the interpreter of its integer graph on the same bytes: not one
/// bit may differ.
/// </summary>
internal static class QuantizedNetworkCheck
{
    /// <summary>The integer form, or null where a layer has none.</summary>
    public static QuantizedNetwork? TryQuantize(Graph graph, QuantizationSettings? settings = null)
    {
        try
        {
            return QuantizeNetwork.Run(graph, settings ?? new QuantizationSettings());
        }
        catch (QuantizationRefusal)
        {
            return null;
        }
    }

    /// <summary>A network with its integer form.</summary>
    public static EvaluatedNetwork Quantized(Graph graph, string name, QuantizationSettings? settings = null)
    {
        settings ??= new QuantizationSettings();
        return NetworkCompiler.NetworkOf(graph, name) with { Quantization = settings, Quantized = QuantizeNetwork.Run(graph, settings) };
    }

    /// <summary>
    /// Checks a compiled network; gives how far its outputs are from those of floats, in decibels. <paramref name="seen"/> gets the instance, its inputs and its
    /// outputs.
    /// </summary>
    public static double Check(
        QuantizedClasses classes, Graph graph, int batch, int seed, int threads = 1, QuantizeOptions? options = null,
        Action<QuantizedClasses, INetwork, Batch, Batch>? seen = null)
    {
        QuantizedNetwork quantized = classes.Network.Quantized!;
        var data = new NetworkData(graph, batch, seed);
        INetworkProbe floats = classes.Floats(batch, seed, threads);
        data.SetWeights(floats);
        Batch samples = data.Samples(floats.Info, targets: false), expected = data.Outputs(floats.Info);
        floats.Forward(samples, expected);

        INetworkProbe integers = classes.Quantize(floats, new Repeated(samples), options, threads);
        QuantizationLayout layout = integers.Network.Core.ModelLayout!;
        Dictionary<string, double[]> bindings = Tensors(integers.Network.Core, layout);
        foreach (GraphNode node in graph.Nodes.Where(node => node.Op is Parameter or State)) bindings.TryAdd(node.Name, data.Bindings[node.Name]);
        var random = new Random(seed);
        List<object> arguments = [];
        foreach (PublicTensor tensor in classes.Network.Inputs)
        {
            double[] given = data.Bindings[tensor.Identifier];
            if (tensor.Type.Element == DType.Int32)
            {
                arguments.Add(data.AsCaller(tensor.Identifier, given).Select(value => (int)value).ToArray());
                bindings[tensor.Identifier] = given;
                continue;
            }

            double[] bytes = [.. given.Select(_ => (double)random.Next(-128, 128))];
            bindings[tensor.Identifier] = bytes;
            arguments.Add(data.AsCaller(tensor.Identifier, bytes).Select(value => (sbyte)value).ToArray());
        }

        sbyte[][] results = [.. classes.Network.Outputs.Select(output => new sbyte[batch * output.Type.Shape.Leading * output.Type.Shape.ElementCount])];
        integers.Call("Forward", [.. arguments, .. results]);
        Interpreter reference = Interpreter.Run(SelectEntry.Run(quantized.Integers, ""), batch, bindings, new RunSettings((_, _, _) => 0));
        // An island computes in single precision, so that its results may be rounded to the byte beside.
        double tolerance = quantized.Integers.All<Quantize>().Any() ? 1 : 0;
        foreach ((PublicTensor output, sbyte[] result) in classes.Network.Outputs.Zip(results))
        {
            (double First, sbyte Second)[] wrong = [.. reference[ResultKind.Output, output.Identifier].Data.Zip(result)
                .Where(pair => Math.Abs(pair.Second - pair.First) > tolerance)];
            Assert.True(
                wrong.Length == 0, $"{wrong.Length} of {result.Length} differ with {classes.Network.Quantization}: {string.Join(", ", wrong.Take(4))}");
        }

        Batch real = data.Outputs(floats.Info);
        integers.Forward(samples, real);
        seen?.Invoke(classes, integers.Network, samples, real);
        return Decibels(expected, real);
    }

    /// <summary>The named integers of an instance as the interpreter takes them.</summary>
    private static Dictionary<string, double[]> Tensors(NetworkCore core, QuantizationLayout layout) => layout.Tensors.ToDictionary(
        tensor => tensor.Name,
        tensor =>
        {
            int count = tensor.Shape.Aggregate(1, (product, size) => product * size);
            ReadOnlySpan<byte> bytes = core.Model[tensor.Offset..];
            return tensor.Element switch
            {
                ModelElement.Int8 => Doubles(MemoryMarshal.Cast<byte, sbyte>(bytes)[..count]),
                ModelElement.UInt8 => Doubles(bytes[..count]),
                ModelElement.Int32 => Doubles(MemoryMarshal.Cast<byte, int>(bytes)[..count]),
                _ => Doubles(MemoryMarshal.Cast<byte, float>(bytes)[..count]),
            };
        });

    private static double[] Doubles<T>(ReadOnlySpan<T> values)
        where T : unmanaged, System.Numerics.INumber<T> => [.. values.ToArray().Select(double.CreateChecked)];

    private static double Decibels(Batch expected, Batch given)
    {
        double signal = 0, noise = 0;
        for (int column = 0; column < expected.Columns.Count; column++)
            foreach ((float x, float y) in expected.Read<float>(column).ToArray().Zip(given.Read<float>(column).ToArray()))
            {
                signal += (double)x * x;
                noise += ((double)x - y) * ((double)x - y);
            }

        return noise == 0 ? 200 : 10 * Math.Log10(signal / noise);
    }

    /// <summary>One batch as a dataset.</summary>
    public sealed class Repeated(Batch samples) : IDataset
    {
        public int Count => samples.Count;

        public IReadOnlyList<TensorInfo> Columns => samples.Columns;

        public void Read(ReadOnlySpan<int> rows, Batch destination)
        {
            for (int column = 0; column < samples.Columns.Count; column++)
            {
                Type element = samples.Columns[column].Element;
                if (element == typeof(int)) Copy<int>(rows, destination, column);
                else if (element == typeof(byte)) Copy<byte>(rows, destination, column);
                else Copy<float>(rows, destination, column);
            }
        }

        private void Copy<T>(ReadOnlySpan<int> rows, Batch destination, int column)
            where T : unmanaged
        {
            ReadOnlySpan<T> from = samples.Read<T>(column);
            Span<T> to = destination.Write<T>(column);
            int each = from.Length / samples.Count;
            for (int i = 0; i < rows.Length; i++) from.Slice(rows[i] * each, each).CopyTo(to[(i * each)..]);
        }
    }
}
