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
        var differences = new List<string>();
        foreach (Case item in Runnable()) Try(item, differences, () => Interpret(item, differences));
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Generated_code_gives_what_ONNX_gives()
    {
        Case[] cases = Runnable();
        EvaluatedNetwork[] networks = [.. cases.Select((item, i) => NetworkCompiler.NetworkOf(item.Graph!.Graph, $"Onnx{i}"))];
        IReadOnlyList<NetworkFactory> factories = NetworkCompiler.Compile(networks);
        var differences = new List<string>();
        for (int i = 0; i < cases.Length; i++)
        {
            int index = i;
            Try(cases[i], differences, () => Run(cases[index], networks[index], factories[index], differences));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Every case is run or listed: the list is reviewed, and a layer that comes makes it shorter.</summary>
    [Fact]
    public void What_is_left_out_is_listed()
    {
        Assert.True(Runnable().Length >= 411, $"Only {Runnable().Length} cases are run.");
        Snapshot.Verify(
            nameof(ConformanceTests) + ".LeftOut",
            string.Concat(s_cases.Value.Where(item => item.Graph is null).Select(item => $"{item.Name}: {item.Reason}\n")));
    }

    private static void Interpret(Case item, List<string> differences)
    {
        Interpreter run = ReferenceRun.Infer(item.Graph!.Graph, item.Graph.Batch, item.Graph.Bindings);
        foreach (Result result in item.Graph.Graph.Results)
        {
            OnnxTensor expected = item.Expected[result.Name];
            if (!item.Graph.DimensionsOf(result).SequenceEqual(expected.Dimensions)) differences.Add($"{item.Name}: {result.Name} has another shape.");
            Compare(expected.Elements, run[ResultKind.Output, result.Name].Data, $"{item.Name}: {result.Name}", differences);
        }
    }

    private static void Run(Case item, EvaluatedNetwork network, NetworkFactory factory, List<string> differences)
    {
        OnnxGraph graph = item.Graph!;
        var data = new NetworkData(graph.Graph, graph.Batch, seed: 1);
        foreach ((string name, double[] elements) in graph.Bindings) data.Bindings[name] = elements;
        INetworkProbe probe = factory(graph.Batch, 0, 1);
        probe.Network.Core.Poison();
        data.SetWeights(probe);
        Batch outputs = data.Outputs(probe.Info);
        probe.Forward(data.Samples(probe.Info, targets: false), outputs);
        for (int output = 0; output < network.Outputs.Count; output++)
        {
            string name = network.Outputs[output].Identifier;
            Compare(item.Expected[name].Elements, [.. outputs.Read<float>(output).ToArray().Select(x => (double)x)], $"{item.Name}: {name}", differences);
        }
    }

    /// <summary>A case that throws is a difference; the others are run all the same.</summary>
    private static void Try(Case item, List<string> differences, Action run)
    {
        try
        {
            run();
        }
        catch (Exception error)
        {
            differences.Add($"{item.Name}: {error.GetType().Name}: {error.Message}");
        }
    }

    private static Case[] Runnable() => [.. s_cases.Value.Where(item => item.Graph is not null)];

    private static IReadOnlyList<Case> Read()
    {
        string index = SharedFiles.Shared("conformance/onnx-node/index.tsv");
        string folder = Path.GetDirectoryName(index)!;
        return [.. File.ReadLines(index)
            .Skip(1)
            .Select(line => line.Split('\t')[1])
            .Order(StringComparer.Ordinal)
            .Select(name => Read(Path.Combine(folder, name), name))];
    }

    private static Case Read(string folder, string name)
    {
        var expected = new Dictionary<string, OnnxTensor>();
        try
        {
            var model = new OnnxModel(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
            // Sequences and optional values are other messages than tensors; no layer has them.
            OnnxTensor[] inputs = [.. Enumerable.Range(0, model.Inputs.Count)
                .Select(i => OnnxTensor.Read(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"input_{i}.pb"))))];
            OnnxGraph graph = OnnxGraph.Of(model, inputs);
            foreach (Result result in graph.Graph.Results)
                expected[result.Name] = OnnxTensor.Read(File.ReadAllBytes(Path.Combine(
                    folder, "test_data_set_0", $"output_{result.Name["output".Length..]}.pb")));
            return new Case(name, graph, expected, "");
        }
        catch (LeftOutException reason)
        {
            return new Case(name, null, expected, reason.Message);
        }
        catch (Exception error)
        {
            // Not a reason but a fault in the reader: it appears in the list, where nobody agreed to it, and stops no other case.
            return new Case(name, null, expected, $"the reader fails: {error.GetType().Name}: {error.Message}");
        }
    }

    /// <summary>Notes the first element that is too far from what is expected.</summary>
    private static void Compare(double[] expected, double[] actual, string what, List<string> differences)
    {
        if (expected.Length != actual.Length) differences.Add($"{what}: {actual.Length} elements instead of {expected.Length}.");
        int first = Enumerable.Range(0, Math.Min(expected.Length, actual.Length)).FirstOrDefault(i => !IsClose(expected[i], actual[i]), -1);
        if (first >= 0) differences.Add(FormattableString.Invariant($"{what}: element {first} is {actual[first]:R} instead of {expected[first]:R}."));
    }

    /// <summary>Equal infinities have no difference.</summary>
    private static bool IsClose(double expected, double actual) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= Absolute + (Relative * Math.Abs(expected));
}
