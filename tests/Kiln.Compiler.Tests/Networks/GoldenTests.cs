using Kiln.Compiler.Tests.Ops;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Values that PyTorch computed in float64 and rounded to float32: the reference evaluations and gradient rules give them all, and generated code those that
/// a network of one layer can show.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class GoldenTests
{
    /// <summary>Golden values have 24 bits.</summary>
    private const double Rounding = 2e-7;

    public static TheoryData<string> LayerFiles => ["convolutions", "convolution_channels", "layers", "sequences"];

    [Fact]
    public void Losses_and_their_gradients()
    {
        int done = 0;
        foreach (GoldenCase golden in GoldenCase.Read("losses"))
        {
            if (GoldenGraph.OfLoss(golden) is not { } graph) continue;
            done++;
            Interpreter run = Interpreter.Run(Differentiate.Run(graph.Graph), graph.Batch, graph.Bindings, Samples.Settings);
            Close([golden.Value], run[ResultKind.Loss, "loss"].Data, $"{golden}");
            Close(golden.Values("inputGradient"), run[ResultKind.ParameterGradient, "input"].Data, $"{golden}, gradient");
        }

        Assert.Equal(22, done);
    }

    [Theory, MemberData(nameof(LayerFiles))]
    public void Layers_and_their_gradients(string file)
    {
        int done = 0;
        foreach (GoldenCase golden in GoldenCase.Read(file))
        {
            if (GoldenGraph.OfLayer(golden) is not { } graph) continue;
            done++;
            bool differentiable = GoldenGraph.OpOf(golden) is not BatchNorm;
            Interpreter run = Interpreter.Run(differentiable ? Differentiate.Run(graph.Graph) : graph.Graph, graph.Batch, graph.Bindings, Samples.Settings);
            Close(golden.Values("output"), run[ResultKind.Output, "output"].Data, $"{golden}, output");
            if (!differentiable) continue;
            foreach (string tensor in GoldenGraph.WeightsOf(golden).Prepend("input"))
                if (golden.Has(tensor + "Gradient"))
                    Close(golden.Values(tensor + "Gradient"), run[ResultKind.ParameterGradient, tensor].Data, $"{golden}, gradient of {tensor}", 3e-6);
            if (!golden.Has("runningMeanAfter")) continue;
            Value norm = graph.Graph.Results.Single(result => result.Kind == ResultKind.Output).Value;
            Close(golden.Values("runningMeanAfter"), run[norm with { Output = 3 }].Data, $"{golden}, running mean");
            Close(golden.Values("runningVarianceAfter"), run[norm with { Output = 4 }].Data, $"{golden}, running variance");
        }

        Assert.True(done >= 9, $"{file}: only {done} cases.");
    }

    /// <summary>Forward of every layer case, and the gradients of its weights, by generated code.</summary>
    [Theory, MemberData(nameof(LayerFiles))]
    public void Generated_layers(string file)
    {
        GoldenCase[] cases = [.. GoldenCase.Read(file).Where(GoldenGraph.IsOffered)];
        IReadOnlyList<NetworkFactory> networks = NetworkCompiler.Compile([.. cases.Select(
            (golden, i) => NetworkCompiler.NetworkOf(NetworkGraph(golden), $"Golden{i}"))]);
        for (int i = 0; i < cases.Length; i++)
        {
            GoldenCase golden = cases[i];
            Graph graph = NetworkGraph(golden);
            var data = new NetworkData(graph, golden.Shape("input")[0], seed: 1);
            string[] weights = [.. GoldenGraph.WeightsOf(golden)];
            foreach (string name in weights.Concat(["input", "mask", "runningMean", "runningVariance"]))
                if (golden.Has(name)) data.Bindings[name] = golden.Values(name);
            double[] output = golden.Values("output"), gradient = golden.Values("outputGradient");
            data.Bindings["target"] = [.. output.Zip(gradient, (value, wanted) => value - (wanted * output.Length / 2))];
            INetworkProbe probe = networks[i](data.Batch, 0, 1);
            data.SetWeights(probe);
            if (!golden.Flag("training"))
            {
                Kiln.Data.Batch outputs = data.Outputs(probe.Info);
                probe.Forward(data.Samples(probe.Info, targets: false), outputs);
                NetworkCheck.Close(output, outputs.Read<float>(0), $"{golden}, output", tolerance: 1e-5);
            }

            if (weights.Length == 0 || golden is { Kind: "batchNorm1d" or "batchNorm2d" } && !golden.Flag("training")) continue;
            probe.ForwardBackward(data.Samples(probe.Info, targets: true), 1, accumulate: false);
            foreach (string name in weights)
            {
                float[] actual = new float[golden.Values(name).Length];
                ((ITrainable)probe.Network).Gradient(name).CopyTo(actual);
                // The target holds output - g / 2 in float32, so that g itself has lost some of its digits.
                NetworkCheck.Close(golden.Values(name + "Gradient"), actual, $"{golden}, gradient of {name}", tolerance: 2e-4);
            }
        }
    }

    /// <summary>The case as a network: its input comes from the caller.</summary>
    private static Graph NetworkGraph(GoldenCase golden)
    {
        var b = new GraphBuilder();
        Value input = b.Add(GoldenGraph.InputOf("input", golden), "input");
        StorageOrder order = golden.Kind == "embedding" ? StorageOrder.OfShape : StorageOrder.OutputsLast;
        List<Value> weights = [.. GoldenGraph.WeightsOf(golden)
            .Select(name => b.Add(new Parameter(Shape.Fixed(golden.Shape(name)), Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false, order), name))];
        foreach (string name in new[] { "runningMean", "runningVariance" })
            if (golden.Has(name)) weights.Add(b.Add(new State(Shape.Fixed(golden.Shape(name)), 0), name));
        Op op = GoldenGraph.OpOf(golden);
        Value? mask = golden.Has("mask") ? b.Add(GoldenGraph.InputOf("mask", golden), "mask") : null;
        Value y = GoldenGraph.Apply(b, golden, op is BatchNormTraining norm ? new BatchNorm(norm.Momentum, norm.Epsilon) : op, input, weights, mask);
        b.Result(ResultKind.Output, "output", y);
        if (weights.Count == 0) return b.Build();
        Value target = b.Add(new Input("target", InputRole.Target, b.TypeOf(y)), "target");
        Value rows = b.Add(new MeanSquaredError(), "distance", y, target);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return b.Build();
    }

    private static void Close(double[] expected, double[] actual, string what, double tolerance = Rounding)
    {
        Assert.True(expected.Length == actual.Length, what);
        double largest = expected.Select(Math.Abs).Append(1e-3).Max();
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * largest,
                FormattableString.Invariant($"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}."));
    }
}
