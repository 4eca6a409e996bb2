using Kiln.Data;

namespace Kiln.Peers.Int8;

/// <summary>
/// One network in floats and in integers, with the model of the same integers for ONNX Runtime. <paramref name="Published"/> is a model of the shared folder
/// that others have quantized, with the shape of its input.
/// </summary>
internal sealed record Int8Case(
    string Name, double GateOverRuntime, double GateOverFloat, byte[] Model, int[] InputShape, int OutputSize, float OutputScale,
    Int8Case.Method Float, Int8Case.Method Integers, Int8Case.BytesMethod Bytes, (string Path, int[] Shape)? Published = null)
{
    public delegate void Method(ReadOnlySpan<float> input, Span<float> output);

    public delegate void BytesMethod(ReadOnlySpan<sbyte> input, Span<sbyte> output);

    public int InputSize => InputShape.Aggregate(1, (product, size) => product * size);
}

/// <summary>The networks of the comparison, with initial weights and ranges from random samples: times do not depend on either.</summary>
internal static class Int8Cases
{
    private const int Samples = 16;

    public static IEnumerable<Int8Case> All(string? models)
    {
        yield return Of<Zoo.ResNet8, Zoo.ResNet8.Int8>(
            "resnet8", 1.4, 1.7, QuantizedNetworks.ResNet8, (net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward,
            Published(models, "resnet8-cifar10-qdq-opset15", [1, 32, 32, 3]));
        yield return Of<Zoo.DSCNN, Zoo.DSCNN.Int8>(
            "dscnn", 1.7, 1.4, QuantizedNetworks.DsCnn, (net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);
        yield return Of<Edge.Tests.MicroKws, Edge.Tests.MicroKws.Int8>(
            "micro-kws", 1.7, 1.4, QuantizedNetworks.MicroKws, (net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward,
            Published(models, "micro-kws-qdq-opset15", [1, 1960]));
        yield return Of<Zoo.MobileNetV1x025, Zoo.MobileNetV1x025.Int8>(
            "mobilenet", 2.0, 1.4, QuantizedNetworks.MobileNet, (net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);
        yield return Of<Zoo.Autoencoder, Zoo.Autoencoder.Int8>(
            "autoencoder", 5.0, 4.0, QuantizedNetworks.Autoencoder, (net, data) => net.Quantize(data), net => net.Forward, net => net.Forward,
            net => net.Forward);
    }

    private static (string, int[])? Published(string? models, string name, int[] shape) =>
        models is not null && Path.Combine(models, name, "model.onnx") is var path && File.Exists(path) ? (path, shape) : null;

    private static Int8Case Of<TNetwork, TInt8>(
        string name,
        double gateOverRuntime,
        double gateOverFloat,
        Func<Int8File, byte[]> model,
        Func<TNetwork, IDataset, TInt8> quantize,
        Func<TNetwork, Int8Case.Method> infer,
        Func<TInt8, Int8Case.Method> inferInt8,
        Func<TInt8, Int8Case.BytesMethod> inferBytes,
        (string, int[])? published = null)
        where TNetwork : class, INetwork<TNetwork>
        where TInt8 : class, INetwork<TInt8>
    {
        TNetwork network = TNetwork.Create(1, seed: 1, threads: 1);
        int[] shape = [.. TNetwork.Info.Inputs[0].Shape];
        int size = shape.Aggregate(1, (product, dimension) => product * dimension);
        TInt8 integers = quantize(network, Dataset.Of(Samples, RandomInput(Samples * size)));
        using MemoryStream stream = new();
        integers.Save(stream);
        Int8File file = new(stream.ToArray());
        string last = TNetwork.Info.Layers[^1].Name;
        return new Int8Case(
            name, gateOverRuntime, gateOverFloat, model(file), shape, TNetwork.Info.Outputs[0].Shape[0], file.Scale(last), infer(network), inferInt8(integers),
            inferBytes(integers), published);
    }

    /// <summary>Numbers from 0 to 1.</summary>
    public static float[] RandomInput(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }
}
