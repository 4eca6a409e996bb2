using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Snapshots;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>What a network costs does not depend on which operand of a sum its author wrote first.</summary>
[Trait("Category", "Numeric")]
public sealed class SpellingTests
{
    private const int Networks = 40, Batch = 3;

    /// <summary>Two maps with their borders, and what the classifier needs.</summary>
    private const long ArenaOfMirror = 296_128;

    [Theory]
    [InlineData("x + F(x)")]
    [InlineData("F(x) + x")]
    public void A_residual_sum_costs_no_pass(string sum)
    {
        EvaluatedNetwork network = Mirror(sum);
        Plan plan = NetworkPlan.Of(network).Infer.Plan;
        Assert.DoesNotContain(plan.Graph.Nodes, node => node.Op is ElementwiseOp or ChannelAffine);
        Assert.Equal(4, plan.Graph.Nodes.Count(node => node.Epilogue is [Add, ReLU]));
        Assert.InRange(plan.ArenaBytes(1, 1), 0, ArenaOfMirror);
        Assert.Equal(ProgramListing.Of(Mirror("x + F(x)")), ProgramListing.Of(network));
    }

    [Theory]
    [InlineData("x * F(x)")]
    [InlineData("Node.Maximum(F(x), x)")]
    [InlineData("Node.Minimum(x, F(x))")]
    [InlineData("x.Tanh() + F(x)")]
    public void Every_op_that_commutes_joins_the_kernel(string sum) => Assert.DoesNotContain(
        NetworkPlan.Of(Mirror(sum)).Infer.Plan.Graph.Nodes,
        node => node is { Op: ElementwiseOp and not Tanh } or { Op: Tanh, Epilogue.Count: > 0 });

    /// <summary>The later one computes the sum and reads the other's result, whichever is on the left.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_two_kernels_the_later_takes_the_sum(bool swapped)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", 18, 6, 5);
        Value late = GraphTable.Convolution(b, b.Add(new ReLU(), "relu", GraphTable.Convolution(b, x, "first", 18, 3)), "late", 18, 3);
        Value early = GraphTable.Convolution(b, x, "early", 18, 1);
        b.Result(ResultKind.Output, "y", swapped ? b.Add(new Add(), "add", early, late) : b.Add(new Add(), "add", late, early));
        LaidOutGraph graph = NetworkPlan.Of(b.Build()).Infer.Plan.Graph;
        LaidOutNode node = Assert.Single(graph.Nodes, node => node.Epilogue is [Add]);
        Assert.Equal("late", node.Name);
        Assert.Equal("early", graph[node.Inputs[^1]].Name);
    }

    [Fact]
    public void Both_spellings_are_compiled_to_the_same_code()
    {
        for (int seed = 0; seed < Networks; seed++)
            Assert.Equal(ProgramListing.Of(Drawn(seed, swapped: false, "Drawn")), ProgramListing.Of(Drawn(seed, swapped: true, "Drawn")));
    }

    [Fact]
    public void Both_spellings_give_the_same_bits()
    {
        (EvaluatedNetwork Left, EvaluatedNetwork Right)[] pairs =
            [.. Enumerable.Range(0, Networks).Select(seed => (Drawn(seed, swapped: false, $"Left{seed}"), Drawn(seed, swapped: true, $"Right{seed}")))];
        IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile([.. pairs.Select(pair => pair.Left), .. pairs.Select(pair => pair.Right)]);
        for (int seed = 0; seed < Networks; seed++)
        {
            float[] left = Run(pairs[seed].Left, create[seed]), right = Run(pairs[seed].Right, create[Networks + seed]);
            Assert.All(left, value => Assert.True(float.IsFinite(value)));
            Assert.Equal(left.Select(BitConverter.SingleToInt32Bits), right.Select(BitConverter.SingleToInt32Bits));
        }
    }

    /// <summary>Outputs, loss and gradients on an arena that holds nothing but NaN at first.</summary>
    private static float[] Run(EvaluatedNetwork network, NetworkFactory create)
    {
        var data = new NetworkData(network.Graph, Batch, seed: 1);
        INetworkProbe probe = create(Batch, 0, 1);
        probe.Network.Core.Poison();
        data.SetWeights(probe);
        Batch outputs = data.Outputs(probe.Info);
        probe.Forward(data.Samples(probe.Info, targets: false), outputs);
        float loss = probe.ForwardBackward(data.Samples(probe.Info, targets: true), scale: 1, accumulate: false);
        return [.. outputs.Read<float>(0), loss, .. ((ITrainable)probe.Network).Gradients];
    }

    private static EvaluatedNetwork Drawn(int seed, bool swapped, string name) => NetworkCompiler.NetworkOf(ResidualNetworks.Draw(seed, swapped), name);

    /// <summary>The README's network with another sum in its loop.</summary>
    private static EvaluatedNetwork Mirror(string sum) => new NetworkText("Mirror", "", Methods: $$"""
        private static Node Build([Input(3, 32, 32)] Node image)
        {
            Node x = image.Conv2D(32, kernel: 3, padding: 1).ReLU();
            for (int i = 0; i < 4; i++) x = ({{sum}}).ReLU();
            return x.GlobalAveragePool().Flatten().Dense(10);
        }

        private static Node F(Node x) => x.Conv2D(32, kernel: 3, padding: 1, bias: false).BatchNorm();

        private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label, labelSmoothing: 0.1);
        """).Evaluate();
}
