using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Ops;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>Behind every pass of every program the graph is sound and still means what the source graph means, to 1e-9 in float64.</summary>
public sealed class LoweringTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => [.. NetworkTable.All.Select(network => network.Name), .. GraphTable.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_pass_keeps_the_graph_sound(string name)
    {
        foreach (ProgramSpec spec in ProgramsOf(SourceOf(name)))
        {
            var done = new List<string>();
            Graph source = SourceOf(name);
            Assert.Empty(GraphVerifier.Verify(source));
            Programs.Lower(
                source, spec, (pass, graph) => IsSound(GraphVerifier.Verify(graph), pass, graph),
                (pass, graph) =>
                {
                    done.Add(pass);
                    IsSound(LaidOutVerifier.Verify(graph, done), pass, graph);
                });
            void IsSound(IReadOnlyList<string> problems, string pass, object graph) =>
                Assert.True(problems.Count == 0, $"{name}, {spec.Name} after {pass}:\n{string.Join('\n', problems)}\n{graph}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_pass_keeps_the_results(string name)
    {
        Graph source = SourceOf(name);
        const int batch = 2;
        foreach (ProgramSpec spec in ProgramsOf(source))
        {
            RunSettings settings = Samples.Settings with { Scale = 0.5 };
            Graph own = SelectEntry.Run(source, spec.Entry);
            Dictionary<string, double[]> bindings = ReferenceRun.WithOutputGradients(source, batch, new NetworkData(own, batch, seed: 3).Bindings);
            Graph meaning = !spec.IsTraining ? ReferenceRun.WithoutDropout(own)
                : spec.ReturnsLoss ? Differentiate.OfLoss(TrainingForm.Run(own), spec.Targets)
                : Differentiate.OfOutputs(TrainingForm.Run(own), spec.Targets);
            Interpreter expected = Interpreter.Run(meaning, batch, bindings, settings);
            foreach (Result output in meaning.Results.Where(result => result.Kind == ResultKind.Output && spec.Extends is not null))
                bindings[output.Name] = expected[output.Value].Data;
            bool inForm = false;
            Programs.Lower(
                source, spec, (pass, graph) =>
                {
                    // Before its form is chosen, a program still holds the layers of both modes.
                    inForm |= pass is nameof(InferenceForm) or nameof(TrainingForm);
                    if (inForm) Compare(pass, graph);
                },
                Compare);
            void Compare<TNode>(string pass, NodeGraph<TNode> graph)
                where TNode : GraphNode
            {
                Interpreter actual = Interpreter.Run(graph, batch, bindings, settings);
                foreach (Result result in graph.Results)
                    Close(expected[result.Kind, result.Name].Data, actual[result.Value].Data, $"{name}, {spec.Name} after {pass}: {result.Kind} {result.Name}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_program_has_its_results(string name)
    {
        Graph source = SourceOf(name);
        string[] moving = [.. source.All<BatchNorm>()
            .Where(item => !BatchNorm.IsFrozen(source, item.Node))
            .SelectMany(item => item.Node.Inputs.Skip(3))
            .Select(input => source[input].Name)
            .Order(StringComparer.Ordinal)];
        string[] Feeding<TOp>(ResultKind kind, Func<TOp, bool> wanted)
            where TOp : Op =>
                [.. source.All<TOp>()
                    .Where(item => wanted(item.Op) && Feeds(source, item.Index, kind))
                    .Select(item => item.Node.Name)
                    .Order(StringComparer.Ordinal)];
        foreach (ProgramSpec spec in ProgramsOf(source))
        {
            LaidOutGraph graph = Programs.Lower(source, spec);
            string[] Of(ResultKind results) =>
                [.. graph.Results.Where(result => result.Kind == results).Select(result => result.Name).Order(StringComparer.Ordinal)];
            string[] Source(ResultKind results) =>
                [.. source.Results.Where(result => result.Kind == results && result.Entry == spec.Entry)
                    .Select(result => result.Name)
                    .Order(StringComparer.Ordinal)];
            bool fromLoss = spec.Name is "Train" or "InputGradient";
            bool fromOutputs = spec.Name == "ForwardTraining";
            ResultKind seed = fromLoss ? ResultKind.Loss : ResultKind.Output;
            bool readsOutputs = graph.All<Input>().Any(item => item.Op.Role == InputRole.StoredOutput);
            Assert.Equal(fromLoss || readsOutputs ? [] : Source(ResultKind.Output), Of(ResultKind.Output));
            Assert.Equal(fromLoss || spec.Name == "Evaluate" ? Source(ResultKind.Loss) : [], Of(ResultKind.Loss));
            Assert.Equal(fromLoss || spec.Name == "Evaluate" ? Source(ResultKind.LossTerm) : [], Of(ResultKind.LossTerm));
            Assert.Equal(
                spec.Name == "Train" || fromOutputs ? Feeding<Parameter>(seed, parameter => !parameter.Frozen) : [],
                Of(ResultKind.ParameterGradient));
            Assert.Equal(
                spec.Name == "InputGradient" || fromOutputs ? Feeding<Input>(seed, input => spec.Targets.Contains(input)) : [],
                Of(ResultKind.InputGradient));
            Assert.Equal(spec.Name == "Train" || fromOutputs ? moving.Intersect(Feeding<State>(seed, _ => true)) : [], Of(ResultKind.StateUpdate));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Training_gradients_of_the_whole_network_are_central_differences(string name)
    {
        Graph source = SourceOf(name);
        if (source.Results.All(result => result.Kind != ResultKind.Loss)) return;
        int batch = source.All<BatchNorm>().Any() ? 3 : 2;
        NetworkData data = NetworkCheck.DataWithoutKinks(source, batch);
        NumericalGradient.Check(
            TrainingForm.Run(source), batch, data.Bindings, name, elements: 3, new GradientTargets(true, ReferenceRun.AllDemands(source).GradientInputs));
    }

    [Fact]
    public void Frozen_layers_have_no_gradient_code()
    {
        LaidOutGraph train = Programs.Lower(SourceOf("FrozenTower"), ProgramTable.Train);
        Assert.Equal(
            ["dense1.bias", "dense1.weight"],
            train.Results.Where(result => result.Kind == ResultKind.ParameterGradient).Select(result => result.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            train.Nodes, node => node.Name.StartsWith("features.", StringComparison.Ordinal) && node.Op.Name.Contains("Gradient", StringComparison.Ordinal));
    }

    /// <summary>Every program with a graph of its own that the source can have: gradients come from outside, and every input may have its own.</summary>
    private static IEnumerable<ProgramSpec> ProgramsOf(Graph source) =>
        ProgramTable.Of(source, ReferenceRun.AllDemands(source)).Where(spec => spec.Continues is null);

    private static bool Feeds(Graph graph, int index, ResultKind kind)
    {
        var fed = new HashSet<int> { index };
        for (int i = index + 1; i < graph.Nodes.Count; i++)
            if (graph.Nodes[i].Inputs.Any(input => fed.Contains(input.Node))) fed.Add(i);
        return graph.Results.Any(result => result.Kind == kind && result.Entry.Length == 0 && fed.Contains(result.Value.Node));
    }

    /// <summary>What becomes of a program without one of the passes that lay it out.</summary>
    internal static LaidOutGraph LowerWithout(Graph source, ProgramSpec spec, string left)
    {
        Graph form = Programs.Forms(spec).Aggregate(source, (graph, pass) => pass.Run(graph));
        return Programs.Lowering(spec).Where(pass => pass.Name != left).Aggregate(ChooseImplementations.Run(form), (graph, pass) => pass.Run(graph));
    }

    internal static Graph SourceOf(string name) =>
        GraphTable.All.TryGetValue(name, out Graph? graph) ? graph : NetworkTable.All.Single(network => network.Name == name).Evaluate().Graph;

    private static void Close(double[] expected, double[] actual, string what)
    {
        Assert.True(expected.Length == actual.Length, what);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= Tolerance * (1 + Math.Abs(expected[i])),
                FormattableString.Invariant($"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}."));
    }
}
