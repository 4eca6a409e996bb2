using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>Batch normalization and an activation behind a linear layer are part of its kernel in inference.</summary>
[Trait("Category", "Numeric")]
public sealed class FoldingTests
{
    public static TheoryData<string> Layers { get; } =
    [
        "Input(7), Dense(19",
        "Input(3, 4, 5), Flatten, Dense(5",
        "Input(18, 3, 2), Conv2D(18, 1), Flatten, Dense(17",
        "Input(6, 11), Conv1D(18, 3",
        "Input(3, 6, 7), Conv2D(5, 3",
        "Input(17, 6, 7), Conv2D(33, [3, 2], padding: [1, 1], stride: [2, 2]",
        "Input(6, 5, 6), Conv2D(6, 3, groups: 3",
        "Input(32, 5, 4), Conv2D(32, 3, padding: 1, groups: 2",
        "Input(24, 5, 4), Conv2D(24, 3, padding: 1, groups: 3",
        "Input(5, 5, 6), DepthwiseConv2D(3",
        "Input(19, 5, 6), DepthwiseConv2D(3, padding: 1",
        "Input(18, 5, 6), SeparableConv2D(17, 3, padding: 1",
        "Input(4, 3, 5), Conv2DTranspose(3, 2, stride: 2",
        "Input(3, 4, 3), Conv2DTranspose(5, 3, stride: 2, padding: 1, outputPadding: 1",
        "Input(19, 3, 2), Conv2DTranspose(17, 2, stride: 2",
        "Input(1, 4, 3), Conv2DTranspose(18, 4, stride: 2, padding: 1",
        "Input(32, 4, 3), Conv2DTranspose(1, 4, stride: 2, padding: 1",
    ];

    [Theory, MemberData(nameof(Layers))]
    public void Normalization_and_activation_cost_no_pass(string layer)
    {
        foreach (string bias in new[] { "", ", bias: false" })
        {
            EvaluatedNetwork network = new NetworkText("Folded", $"[{layer}{bias}), BatchNorm, ReLU, MeanSquaredError]").Evaluate();
            LaidOutGraph infer = NetworkPlan.Of(network).Infer.Plan.Graph;
            Assert.DoesNotContain(infer.Nodes, node => node.Op is ChannelAffine or ElementwiseOp);
            Assert.Single(infer.Nodes, node => node.Epilogue.Count > 0);
            NetworkFactory create = NetworkCompiler.Compile(network)[0];
            new NetworkCheck(network, create).Run(batch: 3, maxBatch: 4);
        }
    }

    /// <summary>In training a frozen normalization folds, too, and the trained weight before it has its gradient.</summary>
    [Fact]
    public void A_frozen_normalization_folds_in_training()
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", 4, 3, 5);
        Value y = b.Add(
            new Conv2DTranspose(18, new Window(2, 2, 2, 2), 0), "up", x,
            GraphTable.Parameter(b, "up.weight", 4, 18, 2, 2), GraphTable.Parameter(b, "up.bias", 18));
        Value norm = b.Add(new BatchNorm(0.1, 1e-5), "norm", y, Frozen(b, "norm.weight"), Frozen(b, "norm.bias"),
            b.Add(new State(Shape.Fixed(18), 0), "norm.running_mean"), b.Add(new State(Shape.Fixed(18), 1), "norm.running_var"));
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(GraphTable.Classify(b, b.Add(new ReLU(), "relu", norm), 3), "FrozenBehindTransposed");
        NetworkPlan plan = NetworkPlan.Of(network);
        Assert.DoesNotContain(plan.Infer.Plan.Graph.Nodes, node => node.Op is ChannelAffine);
        Assert.Single(plan.Training!.Plan.Graph.All<Spread>(), item => item.Op.Chain is [Multiply]);
        new NetworkCheck(network, NetworkCompiler.Compile(network)[0]).Run(batch: 3, maxBatch: 3);
    }

    private static Value Frozen(GraphBuilder b, string name) =>
        b.Add(new Parameter(Shape.Fixed(18), Kiln.Generator.Graphs.Init.Auto, 0, 18, 18, Frozen: true), name);
}
