using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Planning;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>What backward computes again saves memory, comes to the same bits, and runs in backward.</summary>
public sealed class RecomputeTests
{
    private const int Batch = 3;

    private static readonly Dictionary<string, Graph> s_graphs = new()
    {
        ["Dropout"] = Stack([new ReLU()], dropout: true),
        ["Chain"] = Stack([new Tanh(), new LeakyReLU(0.1)], dropout: false),
        ["ResNet"] = LargeGraphs.ResNet(16, 5, 4, 2, 2),
        ["DenseNet"] = LargeGraphs.DenseNet(16, 6, 4, 3, 2),
    };

    public static TheoryData<string> Names => [.. s_graphs.Keys];

    [Theory, MemberData(nameof(Names)), Trait("Category", "Numeric")]
    public void Training_gives_the_same_bits_with_less_memory(string name)
    {
        Graph source = s_graphs[name];
        NetworkPlan with = NetworkPlan.Of(source);
        NetworkPlan without = NetworkPlan.Of(
            source, ProgramTable.Of(source), spec => spec == ProgramTable.Train ? LoweringTests.LowerWithout(source, spec, nameof(Recompute)) : Programs.Lower(source, spec));
        Assert.True(
            with.Training!.Plan.PerSampleBytes < 0.9 * without.Training!.Plan.PerSampleBytes,
            $"{with.Training.Plan.PerSampleBytes} bytes for each sample instead of {without.Training.Plan.PerSampleBytes}.");
        Assert.Empty(PlanMachine.Problems(with.Training.Plan));

        EvaluatedNetwork left = NetworkCompiler.NetworkOf(source, name + "Again"), right = NetworkCompiler.NetworkOf(source, name + "Kept");
        IReadOnlyList<NetworkFactory> networks = NetworkCompiler.Compile([(left, with), (right, without)]);
        (float Loss, float[] Gradients) again = Train(source, networks[0]), kept = Train(source, networks[1]);
        Assert.Equal(kept.Loss, again.Loss);
        Assert.Equal(kept.Gradients, again.Gradients);
    }

    [Theory, MemberData(nameof(Names)), Trait("Category", "Numeric")]
    public void Training_is_the_interpreter(string name)
    {
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(s_graphs[name], name + "Interpreted");
        // Normalization divides by deviations that may be small, which multiplies rounding errors.
        new NetworkCheck(network, NetworkCompiler.Compile(network)[0], tolerance: 2e-3).Run(Batch, Batch + 1);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_computed_again_runs_behind_the_loss(string name)
    {
        Plan plan = NetworkPlan.Of(s_graphs[name]).Training!.Plan;
        List<int> order = [.. plan.Segments.SelectMany(segment => segment.Steps)];
        int loss = order.IndexOf(plan.Graph.Results.Single(result => result.Kind == ResultKind.Loss).Value.Node);
        int[] again = [.. Enumerable.Range(0, plan.Graph.Nodes.Count).Where(node => plan.Graph.Nodes[node].IsSecondRun).Select(node => order.IndexOf(node))];
        Assert.NotEmpty(again);
        Assert.All(again, step => Assert.True(step > loss));
    }

    /// <summary>ReLU runs in its convolution's kernel and both its readers in backward want the result: whatever is kept, one map is.</summary>
    [Theory, InlineData("TinyLeNet"), InlineData("SigmoidMlp"), InlineData("SharedDense")]
    public void Nothing_is_computed_again_where_that_saves_nothing(string name) =>
        Assert.DoesNotContain(Programs.Lower(LoweringTests.SourceOf(name), ProgramTable.Train).Nodes, node => node.IsSecondRun);

    /// <summary>Three dense layers, each with the given steps and perhaps dropout after it.</summary>
    private static Graph Stack(IReadOnlyList<ElementwiseOp> steps, bool dropout)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", 7);
        for (int layer = 1; layer <= 3; layer++)
        {
            x = GraphTable.Dense(b, x, FormattableString.Invariant($"dense{layer}"), 33);
            foreach (ElementwiseOp step in steps) x = b.Add(step, FormattableString.Invariant($"{step.Name}{layer}"), x);
            if (dropout) x = b.Add(new Dropout(0.5, FormattableString.Invariant($"dropout{layer}")), FormattableString.Invariant($"dropout{layer}"), x);
        }

        return GraphTable.Classify(b, x, 3);
    }

    private static (float Loss, float[] Gradients) Train(Graph source, NetworkFactory create)
    {
        NetworkData data = new(source, Batch, seed: 4);
        INetworkProbe probe = create(Batch + 1, 5, 1);
        probe.Network.Core.Poison();
        data.SetWeights(probe);
        Batch samples = data.Samples(probe.Info, targets: true);
        float loss = probe.ForwardBackward(samples, scale: 1, accumulate: false);
        var gradients = new List<float>();
        foreach ((_, GraphNode node, Parameter parameter) in source.All<Parameter>())
        {
            float[] gradient = new float[parameter.Shape.ElementCount];
            ((ITrainable)probe.Network).Gradient(node.Name).CopyTo(gradient);
            gradients.AddRange(gradient);
        }

        return (loss, [.. gradients]);
    }
}
