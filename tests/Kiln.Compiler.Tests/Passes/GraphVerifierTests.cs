using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The verifier finds each kind of damage.</summary>
public sealed class GraphVerifierTests
{
    private static Graph Sound { get; } = LoweringTests.SourceOf("TinyLeNet");

    [Fact]
    public void A_sound_graph_has_no_problems()
    {
        Assert.Empty(GraphVerifier.Verify(Sound));
    }

    [Fact]
    public void A_use_before_its_definition() =>
        Assert.Contains(
            "does not precede", Damaged(node => node.Op is ReLU, node => node with { Inputs = [new Value(Sound.Nodes.Count - 1)] }),
            StringComparison.Ordinal);

    [Fact]
    public void An_output_that_is_not_there() =>
        Assert.Contains(
            "which has 1", Damaged(node => node.Op is ReLU, node => node with { Inputs = [node.Inputs[0] with { Output = 3 }] }),
            StringComparison.Ordinal);

    [Fact]
    public void A_type_that_its_rule_denies() =>
        Assert.Contains(
            "shape rule says", Damaged(node => node.Op is MaxPool2D, node => node with { Outputs = [OpCase.Map(3, 5, 5)] }), StringComparison.Ordinal);

    [Fact]
    public void A_result_that_is_not_there() =>
        Assert.Contains(
            "is not there",
            string.Join('\n', GraphVerifier.Verify(new Graph(Sound.Nodes, [new Result(ResultKind.Output, "y", new Value(999))]))),
            StringComparison.Ordinal);

    private static string Damaged(Func<GraphNode, bool> which, Func<GraphNode, GraphNode> damage)
    {
        int index = Sound.Nodes.ToList().FindIndex(node => which(node));
        return string.Join('\n', GraphVerifier.Verify(new Graph(Sound.Nodes.Select((node, i) => i == index ? damage(node) : node).ToEquatableArray(), Sound.Results)));
    }
}
