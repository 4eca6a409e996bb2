using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Snapshots;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// ONNX's node tests (onnx/backend/test/data/node): each that Kiln has layers for, through the interpreter and the generated code; each other one in the list
/// of what is left out, with the reason. The data lie beside the repository; without them there is nothing to test.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class ConformanceTests
{
    /// <summary>ONNX's own bounds.</summary>
    private const double Relative = 1e-3, Absolute = 1e-7;

    private static readonly Lazy<IReadOnlyList<Case>> s_cases = new(Read);

    private sealed record Case(string Name, OnnxGraph? Graph, IReadOnlyDictionary<string, OnnxTensor> Expected, string Reason);

    [Fact]
    public void The_interpreter_gives_what_ONNX_gives()
    {
        foreach (Case item in Runnable())
        {
            Interpreter run = ReferenceRun.Infer(item.Graph!.Graph, item.Graph.Batch, item.Graph.Bindings);
            foreach ((string output, OnnxTensor expected) in item.Expected) Close(expected.Elements, run[ResultKind.Output, output].Data, $"{item.Name}: {output}");
        }
    }

    [Fact]
    public void Generated_code_gives_what_ONNX_gives()
    {
        Case[] cases = Runnable();
        EvaluatedNetwork[] networks = [.. cases.Select((item, i) => NetworkCompiler.NetworkOf(item.Graph!.Graph, $"Onnx{i}"))];
        IReadOnlyList<NetworkFactory> factories = cases.Length == 0 ? [] : NetworkCompiler.Compile(networks);
        for (int i = 0; i < cases.Length; i++)
        {
            OnnxGraph graph = cases[i].Graph!;
            var data = new NetworkData(graph.Graph, graph.Batch, seed: 1);
            foreach ((string name, double[] elements) in graph.Bindings) data.Bindings[name] = elements;
            INetworkProbe probe = factories[i](graph.Batch, 0, 1);
            probe.Network.Core.Poison();
            data.SetWeights(probe);
            Batch outputs = data.Outputs(probe.Info);
            probe.Forward(data.Samples(probe.Info, targets: false), outputs);
            for (int output = 0; output < networks[i].Outputs.Count; output++)
            {
                string name = networks[i].Outputs[output].Identifier;
                if (cases[i].Expected.TryGetValue(name, out OnnxTensor? expected)) Close(expected.Elements, [.. outputs.Read<float>(output).ToArray().Select(x => (double)x)], $"{cases[i].Name}: {name}");
            }
        }
    }

    /// <summary>Every case is run or listed: the list is reviewed, and a layer that comes makes it shorter.</summary>
    [Fact]
    public void What_is_left_out_is_listed()
    {
        if (s_cases.Value.Count == 0) return;
        Assert.True(Runnable().Length >= 120, $"Only {Runnable().Length} cases are run.");
        Snapshot.Verify(nameof(ConformanceTests) + ".LeftOut", string.Concat(s_cases.Value.Where(item => item.Graph is null).Select(item => $"{item.Name}: {item.Reason}\n")));
    }

    private static Case[] Runnable() => [.. s_cases.Value.Where(item => item.Graph is not null)];

    private static IReadOnlyList<Case> Read()
    {
        string? index = SharedFiles.Shared("conformance/onnx-node/index.tsv");
        if (index is null) return [];
        string folder = Path.GetDirectoryName(index)!;
        return [.. File.ReadLines(index).Skip(1).Select(line => line.Split('\t')[1]).Order(StringComparer.Ordinal).Select(name => Read(Path.Combine(folder, name), name))];
    }

    private static Case Read(string folder, string name)
    {
        var expected = new Dictionary<string, OnnxTensor>();
        try
        {
            var model = new OnnxModel(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
            // Sequences and optional values are other messages than tensors; no layer has them.
            OnnxTensor[] inputs = [.. Enumerable.Range(0, model.Inputs.Count).Select(i => OnnxTensor.Read(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"input_{i}.pb"))))];
            OnnxGraph graph = OnnxGraph.Of(model, inputs);
            foreach (Result result in graph.Graph.Results)
                expected[result.Name] = OnnxTensor.Read(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"output_{result.Name["output".Length..]}.pb")));
            return new Case(name, graph, expected, "");
        }
        catch (LeftOutException reason)
        {
            return new Case(name, null, expected, reason.Message);
        }
    }

    private static void Close(double[] expected, double[] actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} elements instead of {expected.Length}.");
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Absolute + (Relative * Math.Abs(expected[i])), FormattableString.Invariant($"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}."));
    }
}
