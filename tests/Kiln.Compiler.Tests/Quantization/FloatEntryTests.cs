using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Ops;
using Kiln.Compiler.Tests.Reading;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Entries with <c>Quantize = false</c>: floats from their inputs to their outputs, beside the integers of the layers that they share.</summary>
[Trait("Category", "Numeric")]
public sealed class FloatEntryTests
{
    private const int Batch = 3;

    /// <summary>Decode has its layers in common with Forward; Judge has some, and others of its own that have no form in integers.</summary>
    private const string Source = """
        [Network, Quantize]
        public sealed partial class Coder
        {
            private static Node Build([Input(2, 6, 5)] Node x) => Decode(Encode(x));

            [Entry] private static Node Encode([Input(2, 6, 5)] Node x) =>
                x.Conv2D(4, kernel: 3, padding: 1).BatchNorm().ReLU().Flatten().Dense(7);

            [Entry(Quantize = false)] private static Node Decode([Input(7)] Node z) => z.Dense(20).ReLU().Dense(30);

            [Entry(Quantize = false)] private static Node Judge([Input<byte>(2, 6, 5, Scale = 0.01, Offset = -1)] Node pixels) =>
                Encode(pixels).LayerNorm().Dense(2);
        }
        """;

    private static readonly Lazy<QuantizedClasses> s_classes = new(() => QuantizedClasses.Compile(Evaluated(Source, "Coder"))[0]);

    private static EvaluatedNetwork Evaluated(string source, string name)
    {
        EvaluatedNetwork network = Kiln.Generator.Compiler.Evaluate(TestCompilation.Of(source).Read(name).Spec, CancellationToken.None);
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.Message));
        return network with { GraphMethods = [] };
    }

    [Fact]
    public void Forward_stays_in_integers()
    {
        QuantizedClasses classes = s_classes.Value;
        Assert.DoesNotContain(SelectEntry.Run(classes.Network.Quantized!.Integers, "").Nodes, node => node.Op is Quantize or Dequantize or Dense);
        for (int seed = 1; seed <= 3; seed++)
            Assert.InRange(QuantizedNetworkCheck.Check(classes, classes.Network.Graph, Batch, seed, threads: 1 + (seed % 2)), 20, 200);
    }

    /// <summary>With one thread as it was quantized, with two as it was saved and loaded; equalization moves factors between the integers alone.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void An_entry_in_floats_computes_what_the_network_in_floats_does(int threads, bool equalizes)
    {
        (NetworkData data, INetworkProbe floats, INetworkProbe integers) = Quantized(threads, new() { CrossLayerEqualization = equalizes });
        float[] z = [.. Samples.Uniform(5, Batch * 7).Select(x => (float)x)];
        float[] decoded = Called<float>(integers, "Decode", z, Batch * 30);
        Assert.All(Called<float>(floats, "Decode", z, Batch * 30).Zip(decoded), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        byte[] pixels = [.. data.Bindings["pixels"].Select(x => (byte)x)];
        float[] judged = Called<float>(integers, "Judge", pixels, Batch * 2);
        Assert.All(Called<float>(floats, "Judge", pixels, Batch * 2).Zip(judged), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.True(decoded.Distinct().Count() > 1 && judged.Distinct().Count() > 1);
    }

    [Fact]
    public void An_entry_in_floats_takes_and_gives_floats_alone()
    {
        Type integers = s_classes.Value.Type.GetNestedType("Int8")!;
        IEnumerable<string> methods = integers.GetMethods().Where(method => method.Name is "DecodeArrays" or "JudgeArrays" or "EncodeArrays")
            .Select(method => $"{method.Name.Replace("Arrays", "")}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})");
        Assert.Equal(
            [
                "Decode(Single[], Single[])", "Encode(SByte[], SByte[])", "Encode(SByte[], Single[])", "Encode(Single[], SByte[])",
                "Encode(Single[], Single[])", "Judge(Byte[], Single[])",
            ],
            methods.Order(StringComparer.Ordinal));
    }

    /// <summary>What integers are made of, too, is in the file twice, and its floats have another name.</summary>
    [Fact]
    public void The_file_has_the_floats_of_shared_layers_beside_their_integers()
    {
        (_, INetworkProbe floats, INetworkProbe integers) = Quantized(threads: 1);
        using MemoryStream stream = new();
        integers.Network.Save(stream);
        stream.Position = 0;
        SafetensorsFile file = Safetensors.Read(stream, "saved");
        Assert.Equal(SafetensorsType.I8, file.Find("decode.dense1.weight")!.Type);
        Assert.Equal(SafetensorsType.F32, file.Find("judge.dense1.weight")!.Type);
        SafetensorsTensor shared = file.Find("decode.dense1.weight.float")!;
        Assert.Equal(SafetensorsType.F32, shared.Type);
        float[] saved = new float[20 * 7], own = new float[20 * 7];
        shared.CopyTo(saved);
        floats.Network.Parameter("decode.dense1.weight").CopyTo(own);
        Assert.Equal(own, saved);
        Assert.Equal(
            ["batchnorm1.bias", "batchnorm1.running_mean", "batchnorm1.running_var", "batchnorm1.weight", "conv2d1.bias", "conv2d1.weight", "dense1.bias",
                "dense1.weight"],
            file.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith("encode.", StringComparison.Ordinal) && name.EndsWith(".float", StringComparison.Ordinal))
                .Select(name => name["encode.".Length..^".float".Length]).Order(StringComparer.Ordinal));
    }

    /// <summary>Calibration runs Forward, and what only an entry computes is not observed.</summary>
    [Fact]
    public void An_entry_with_layers_of_its_own_must_be_in_floats()
    {
        string Own(string entry) => "[Network, Quantize] public sealed partial class Own { private static Node Build([Input(4)] Node x) => x.Dense(3); "
            + $"[{entry}] private static Node Other([Input(4)] Node x) => x.Dense(5); }}";
        EvaluatedNetwork refused = Kiln.Generator.Compiler.Evaluate(TestCompilation.Of(Own("Entry")).Read("Own").Spec, CancellationToken.None);
        Assert.EndsWith(
            "belongs to an entry alone, and nothing calibrates what Forward does not compute; write [Entry(Quantize = false)], or let Forward compute it, too",
            Assert.Single(refused.Problems, problem => problem.IsError).Problem.Message, StringComparison.Ordinal);
        Assert.True(Evaluated(Own("Entry(Quantize = false)"), "Own").IsComplete);
    }

    /// <summary>Calibration does not compute what follows the last integers, but its parameters count.</summary>
    [Fact]
    public void A_network_may_end_in_an_island()
    {
        QuantizedClasses classes = QuantizedClasses.Compile(
            Evaluated("[Network, Quantize, Input(12)] [Dense(9), ReLU, LayerNorm(Quantize = false)] public sealed partial class Ending;", "Ending"))[0];
        var data = new NetworkData(classes.Network.Graph, Batch, seed: 3);
        INetworkProbe floats = classes.Floats(Batch, 1, 1);
        data.SetWeights(floats);
        Batch samples = data.Samples(floats.Info, targets: false), expected = floats.Forward(samples);
        Batch given = classes.Quantize(floats, new QuantizedNetworkCheck.Repeated(samples), null, 1).Forward(samples);
        Assert.All(expected.Read<float>(0).ToArray().Zip(given.Read<float>(0).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 0.1f));
    }

    private static (NetworkData Data, INetworkProbe Floats, INetworkProbe Integers) Quantized(int threads, QuantizeOptions? options = null)
    {
        QuantizedClasses classes = s_classes.Value;
        var data = new NetworkData(classes.Network.Graph, Batch, seed: 4);
        INetworkProbe floats = classes.Floats(Batch, 4, threads);
        data.SetWeights(floats);
        floats.Network.Core.Publish();
        var samples = new QuantizedNetworkCheck.Repeated(data.Samples(floats.Info, targets: false));
        return (data, floats, classes.Quantize(floats, samples, options, threads));
    }

    private static TResult[] Called<TResult>(INetworkProbe probe, string entry, Array given, int length)
    {
        var result = new TResult[length];
        probe.Call(entry, given, result);
        return result;
    }
}
