using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Ops;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>Behind every pass of every program the graph is sound and still means what the source graph means, to 1e-9 in float64.</summary>
public sealed class LoweringTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => [.. NetworkTable.All.Select(network => network.Name), .. GraphTable.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_pass_keeps_the_graph_sound(string name)
    {
        foreach (ProgramKind kind in Programs.Of(SourceOf(name)))
        {
            var done = new List<string>();
            Graph source = SourceOf(name);
            Assert.Empty(GraphVerifier.Verify(source, false, false, false));
            Programs.Lower(source, kind, (pass, graph) =>
            {
                done.Add(pass);
                IReadOnlyList<string> problems = GraphVerifier.Verify(graph, done.Contains(nameof(AssignOrders)), done.Contains(nameof(AssignBorders)), done.Contains(nameof(PackParameters)));
                Assert.True(problems.Count == 0, $"{name}, {kind} after {pass}:\n{string.Join('\n', problems)}\n{graph}");
            });
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_pass_keeps_the_results(string name)
    {
        Graph source = SourceOf(name);
        const int batch = 2;
        var data = new NetworkData(source, batch, seed: 3);
        foreach (ProgramKind kind in Programs.Of(source))
        {
            bool trains = kind == ProgramKind.Train;
            RunSettings settings = trains ? Samples.Settings with { Scale = 0.5 } : Samples.Settings;
            Graph meaning = trains ? ReferenceRun.TrainingGraph(source) : ReferenceRun.WithoutDropout(source);
            Interpreter expected = Interpreter.Run(meaning, batch, data.Bindings, settings);
            bool inForm = false;
            Programs.Lower(source, kind, (pass, graph) =>
            {
                // Before its form is chosen, a program still holds the layers of both modes.
                inForm |= pass is nameof(InferenceForm) or nameof(TrainingForm);
                if (!inForm) return;
                Interpreter actual = Interpreter.Run(graph, batch, data.Bindings, settings);
                foreach (Result result in graph.Results) Close(expected[result.Kind, result.Name].Data, actual[result.Value].Data, $"{name}, {kind} after {pass}: {result.Kind} {result.Name}");
            });
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_program_has_its_results(string name)
    {
        Graph source = SourceOf(name);
        string[] trained = [.. source.All<Parameter>().Where(item => !item.Op.Frozen && FeedsLoss(source, item.Index)).Select(item => item.Node.Name).Order(StringComparer.Ordinal)];
        string[] states = [.. source.All<State>().Select(item => item.Node.Name).Order(StringComparer.Ordinal)];
        foreach (ProgramKind kind in Programs.Of(source))
        {
            Graph graph = Programs.Lower(source, kind);
            string[] Of(ResultKind results) => [.. graph.Results.Where(result => result.Kind == results).Select(result => result.Name).Order(StringComparer.Ordinal)];
            string[] outputs = [.. source.Results.Where(result => result.Kind == ResultKind.Output).Select(result => result.Name).Order(StringComparer.Ordinal)];
            Assert.Equal(kind == ProgramKind.Train ? [] : outputs, Of(ResultKind.Output));
            Assert.Equal(kind == ProgramKind.Infer ? 0 : 1, Of(ResultKind.Loss).Length);
            Assert.Equal(kind == ProgramKind.Train ? trained : [], Of(ResultKind.ParameterGradient));
            Assert.Equal(kind == ProgramKind.Train ? states : [], Of(ResultKind.StateUpdate));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Training_gradients_of_the_whole_network_are_central_differences(string name)
    {
        Graph source = SourceOf(name);
        if (source.Results.All(result => result.Kind != ResultKind.Loss)) return;
        int batch = source.All<BatchNorm>().Any() ? 3 : 2;
        NetworkData data = NetworkCheck.DataWithoutKinks(source, batch);
        NumericalGradient.Check(TrainingForm.Run(source), batch, data.Bindings, name, elements: 3);
    }

    private static bool FeedsLoss(Graph graph, int index)
    {
        var fed = new HashSet<int> { index };
        for (int i = index + 1; i < graph.Nodes.Count; i++)
            if (graph.Nodes[i].Inputs.Any(input => fed.Contains(input.Node))) fed.Add(i);
        return graph.Results.Any(result => result.Kind == ResultKind.Loss && fed.Contains(result.Value.Node));
    }

    internal static Graph SourceOf(string name) => GraphTable.All.TryGetValue(name, out Graph? graph) ? graph : NetworkTable.All.Single(network => network.Name == name).Evaluate().Graph;

    private static void Close(double[] expected, double[] actual, string what)
    {
        Assert.True(expected.Length == actual.Length, what);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * (1 + Math.Abs(expected[i])), FormattableString.Invariant($"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}."));
    }
}
