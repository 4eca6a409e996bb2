using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The verifier finds each kind of damage.</summary>
public sealed class GraphVerifierTests
{
    private static Graph Sound { get; } = LoweringTests.SourceOf("TinyLeNet");

    private static Graph Lowered { get; } = Programs.Lower(LoweringTests.SourceOf("FewToMany"), ProgramTable.Train);

    [Fact]
    public void A_sound_graph_has_no_problems()
    {
        Assert.Empty(GraphVerifier.Verify(Sound, false, false, false));
        Assert.Empty(GraphVerifier.Verify(Lowered, true, true, true));
    }

    [Fact]
    public void A_use_before_its_definition() =>
        Assert.Contains(
            "does not precede", Damaged(Sound, node => node.Op is ReLU, node => node with { Inputs = [new Value(Sound.Nodes.Count - 1)] }),
            StringComparison.Ordinal);

    [Fact]
    public void An_output_that_is_not_there() =>
        Assert.Contains(
            "which has 1", Damaged(Sound, node => node.Op is ReLU, node => node with { Inputs = [node.Inputs[0] with { Output = 3 }] }),
            StringComparison.Ordinal);

    [Fact]
    public void A_type_that_its_rule_denies() =>
        Assert.Contains(
            "shape rule says", Damaged(Sound, node => node.Op is MaxPool2D, node => node with { Outputs = [OpCase.Map(3, 5, 5)] }), StringComparison.Ordinal);

    [Fact]
    public void A_lost_border() =>
        Assert.Contains(
            "border",
            Damaged(
                Lowered, node => !node.Outputs[0].Layout.Border.IsNone,
                node => node with { Outputs = [node.Outputs[0] with { Layout = new Layout(node.Outputs[0].Layout.Order) }] }),
            StringComparison.Ordinal);

    [Fact]
    public void A_wrong_order() =>
        Assert.NotEmpty(Damaged(
            Lowered, node => node.Outputs[0].Layout.Order == MemoryOrder.ChannelsLast,
            node => node with { Outputs = [node.Outputs[0] with { Layout = new Layout(MemoryOrder.Natural) }] }));

    [Fact]
    public void A_result_that_is_not_there() =>
        Assert.Contains(
            "is not there",
            string.Join('\n', GraphVerifier.Verify(new Graph(Sound.Nodes, [new Result(ResultKind.Output, "y", new Value(999))]), false, false, false)),
            StringComparison.Ordinal);

    private static string Damaged(Graph graph, Func<GraphNode, bool> which, Func<GraphNode, GraphNode> damage)
    {
        int index = graph.Nodes.ToList().FindIndex(node => which(node));
        Graph damaged = new(graph.Nodes.Select((node, i) => i == index ? damage(node) : node).ToEquatableArray(), graph.Results);
        return string.Join(
            '\n', GraphVerifier.Verify(damaged, ReferenceEquals(graph, Lowered), ReferenceEquals(graph, Lowered), ReferenceEquals(graph, Lowered)));
    }
}
