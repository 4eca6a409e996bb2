using Kiln.Generator.Layouts;
using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The verifier finds each kind of damage.</summary>
public sealed class LaidOutVerifierTests
{
    private static LaidOutGraph Sound { get; } = Programs.Lower(LoweringTests.SourceOf("FewToMany"), ProgramTable.Train);

    private static LaidOutGraph Twice { get; } = Programs.Lower(LoweringTests.SourceOf("PreActivationUnits"), ProgramTable.Infer);

    [Fact]
    public void A_sound_graph_has_no_problems() => Assert.All([Sound, Twice], graph => Assert.Empty(LaidOutVerifier.Verify(graph)));

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
    public void A_second_result_that_lies_otherwise() => Assert.Contains(
        "do not lie alike", Damaged(StoresTwice, node => node with { Layouts = [node.Layouts[0], new(MemoryOrder.Natural)] }, Twice), StringComparison.Ordinal);

    [Fact]
    public void A_kernel_that_cannot_run_further_steps() => Assert.Contains(
        "cannot run further steps",
        Damaged(StoresTwice, node => node with { Implementation = new PlanarConvolution(((Convolution)node.Implementation).Sums) }, Twice),
        StringComparison.Ordinal);

    [Fact]
    public void A_step_that_cannot_read_by_channel() => Assert.Contains(
        "cannot read by channel",
        Damaged(StoresTwice, node => node with { Further = node.Further! with { Steps = node.Further.Steps with { Chain = [new Subtract(), new Add()] } } }, Twice),
        StringComparison.Ordinal);

    private static bool StoresTwice(LaidOutNode node) => node.Further is { StoresBoth: true };

    [Fact]
    public void A_node_that_waits_for_itself() => Assert.Contains(
        "does not precede", Damaged(node => node.Op is Conv2D, node => node with { After = [new Value(Sound.Nodes.Count - 1)] }), StringComparison.Ordinal);

    [Fact]
    public void A_node_that_reads_what_it_only_waits_for() => Assert.Contains(
        "only waits for", Damaged(node => node.Op is Conv2D, node => node with { After = [node.Inputs[0]] }), StringComparison.Ordinal);

    private static string Damaged(Func<LaidOutNode, bool> which, Func<LaidOutNode, LaidOutNode> damage, LaidOutGraph? of = null)
    {
        LaidOutGraph sound = of ?? Sound;
        int index = sound.Nodes.ToList().FindIndex(node => which(node));
        Assert.True(index >= 0);
        return string.Join(
            '\n',
            LaidOutVerifier.Verify(new LaidOutGraph(sound.Nodes.Select((node, i) => i == index ? damage(node) : node).ToEquatableArray(), sound.Results)));
    }
}
