using Kiln.Generator.Layouts;
using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The verifier finds each kind of damage.</summary>
public sealed class LaidOutVerifierTests
{
    private static LaidOutGraph Sound { get; } = Programs.Lower(LoweringTests.SourceOf("FewToMany"), ProgramTable.Train);

    [Fact]
    public void A_sound_graph_has_no_problems() => Assert.Empty(LaidOutVerifier.Verify(Sound));

    [Fact]
    public void A_lost_border() => Assert.Contains(
        "border",
        Damaged(
            node => !node.Layouts[0].Border.IsNone,
            node => node with { Layouts = [new(node.Layouts[0].Order)] }),
        StringComparison.Ordinal);

    [Fact]
    public void A_wrong_order() => Assert.NotEmpty(Damaged(
        node => node.Layouts[0].Order == MemoryOrder.ChannelsLast,
        node => node with { Layouts = [new(MemoryOrder.Natural)] }));

    [Fact]
    public void A_step_that_nothing_runs() => Assert.Contains(
        "cannot run steps", Damaged(node => node.Op is MaxPool2D, node => node with { Epilogue = [new ReLU()] }), StringComparison.Ordinal);

    [Fact]
    public void An_operand_that_lies_otherwise_than_the_result() => Assert.Contains(
        "but operand",
        Damaged(
            node => node.Op is Conv2D,
            node => node with { Epilogue = [new Add()], Inputs = [.. node.Inputs, Enumerable.Range(0, Sound.Nodes.Count)
                .Select(i => new Value(i)).First(value => Sound[value].Op is Input)] }),
        StringComparison.Ordinal);

    [Fact]
    public void A_node_that_waits_for_itself() => Assert.Contains(
        "does not precede", Damaged(node => node.Op is Conv2D, node => node with { After = [new Value(Sound.Nodes.Count - 1)] }), StringComparison.Ordinal);

    [Fact]
    public void A_node_that_reads_what_it_only_waits_for() => Assert.Contains(
        "only waits for", Damaged(node => node.Op is Conv2D, node => node with { After = [node.Inputs[0]] }), StringComparison.Ordinal);

    private static string Damaged(Func<LaidOutNode, bool> which, Func<LaidOutNode, LaidOutNode> damage)
    {
        int index = Sound.Nodes.ToList().FindIndex(node => which(node));
        Assert.True(index >= 0);
        return string.Join(
            '\n',
            LaidOutVerifier.Verify(new LaidOutGraph(Sound.Nodes.Select((node, i) => i == index ? damage(node) : node).ToEquatableArray(), Sound.Results)));
    }
}
