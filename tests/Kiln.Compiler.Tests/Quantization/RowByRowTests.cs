using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Depthwise layers that widen their map, computed row by row with the pointwise layers behind them: the same bits in a smaller arena.</summary>
[Trait("Category", "Numeric")]
public sealed class RowByRowTests
{
    private const int Batch = 3;

    private const string End = "ReLU, GlobalAveragePool, Flatten, Dense(3)";

    /// <summary>Multipliers, strides, paddings, dilations, bounds between the two, several in a row, and a narrow map.</summary>
    private static readonly string[] s_stacks =
    [
        $"[Input(5, 14, 13)] [DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 4), ReLU, Conv2D(8, kernel: 1), {End}]",
        $"[Input(16, 12, 12)] [DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 2), Conv2D(16, kernel: 1), {End}]",
        $"[Input(7, 19, 11)] [DepthwiseConv2D(kernel: 5, stride: 2, padding: 2, multiplier: 8), Clip(-0.5, 0.4), Conv2D(9, kernel: 1, bias: false), {End}]",
        $"[Input(3, 15, 40)] [DepthwiseConv2D(kernel: 3, dilation: 2, padding: 2, multiplier: 3), BatchNorm, ReLU, Conv2D(5, kernel: 1), BatchNorm, {End}]",
        $"[Input(2, 20, 33)] [DepthwiseConv2D(kernel: 2, multiplier: 7), Conv2D(3, kernel: 1), Sigmoid, {End}]",
        $"[Input(4, 16, 16)] [DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 6), ReLU, Conv2D(4, kernel: 1), ReLU, "
            + $"DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 6), ReLU, Conv2D(4, kernel: 1), {End}]",
        $"[Input(20, 30, 3)] [DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 5), ReLU, Conv2D(12, kernel: 1), {End}]",
    ];

    public static TheoryData<string> Stacks => [.. s_stacks];

    [Theory]
    [MemberData(nameof(Stacks))]
    public void The_arena_is_smaller(string stack)
    {
        Graph graph = new NetworkText("Rows", stack).Evaluate().Graph;
        EvaluatedNetwork integers = IntegersOf(graph, savesMemory: true);
        Plan plan = NetworkPlan.Of(integers).Infer.Plan, apart = ApartOf(integers);
        Assert.Equal(graph.All<Conv2D>().Count() / 2, plan.Graph.All<Int8DepthwisePointwise>().Count());
        Assert.True(plan.ArenaBytes(1, 1) < apart.ArenaBytes(1, 1), $"{plan.ArenaBytes(1, 1)} bytes instead of {apart.ArenaBytes(1, 1)}");
        Assert.Empty(PlanMachine.Problems(plan));
        Assert.Empty(PlanVerifier.Verify(plan));
        Assert.Empty(StepVerifier.Verify(plan));
    }

    [Fact]
    public void Bits_are_those_of_the_graph()
    {
        Graph[] graphs = [.. s_stacks.Select(stack => new NetworkText("Rows", stack, Batch).Evaluate().Graph)];
        IReadOnlyList<QuantizedClasses> compiled = QuantizedClasses.Compile(
            [.. graphs.Select((graph, i) => QuantizedNetworkCheck.Quantized(graph, $"Rows{i}", new(SavesMemory: true, IsFull: i % 2 == 1)))]);
        foreach (QuantizedClasses classes in compiled)
            for (int seed = 1; seed <= 3; seed++)
                QuantizedNetworkCheck.Check(classes, classes.Network.Graph, Batch, seed, threads: 1 + (seed % 2));
    }

    /// <summary>A layer without a step of its own is not lost from the table.</summary>
    [Fact]
    public void The_layer_table_says_which_layers_are_one()
    {
        EvaluatedNetwork integers = IntegersOf(new NetworkText("Rows", s_stacks[0]).Evaluate().Graph, savesMemory: true);
        IReadOnlyList<LayerRow> rows = LayerRow.Of(integers, new StepPhases(NetworkPlan.Of(integers).Infer.Plan));
        Assert.Equal("fused", rows.Single(row => row.Name == "depthwiseconv2d1").Implementation);
        Assert.Equal("int8 depthwise and pointwise convolution", rows.Single(row => row.Name == "conv2d1").Implementation);
    }

    /// <summary>Where the peak is elsewhere nothing is gained, and a plan for speed has its own kernels.</summary>
    [Theory]
    [InlineData(false, "[Input(5, 14, 13)] [DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 4), ReLU, Conv2D(8, kernel: 1), ReLU]")]
    [InlineData(true, "[Input(3, 24, 24)] [Conv2D(32, kernel: 3, padding: 1), ReLU, MaxPool2D(4), "
        + "DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 2), ReLU, Conv2D(8, kernel: 1), ReLU]")]
    public void Layers_stay_apart_where_that_costs_nothing(bool savesMemory, string stack)
    {
        EvaluatedNetwork integers = IntegersOf(new NetworkText("Rows", stack).Evaluate().Graph, savesMemory);
        Assert.NotEmpty(FuseDepthwise.Candidates(integers.Graph));
        Plan plan = NetworkPlan.Of(integers).Infer.Plan;
        Assert.Empty(plan.Graph.All<Int8DepthwisePointwise>());
        Assert.Equal(ApartOf(integers).ArenaBytes(1, 1), plan.ArenaBytes(1, 1));
    }

    /// <summary>A depthwise layer that keeps the size of its map runs in place: there is nothing to gain.</summary>
    [Theory]
    [InlineData("DSCNN")]
    [InlineData("ResNet8")]
    [InlineData("MobileNetV1x025")]
    [InlineData("Autoencoder")]
    public void Networks_of_the_zoo_stay_as_they_are(string name) =>
        Assert.Empty(FuseDepthwise.Candidates(IntegersOf(ZooNetworks.Evaluate(name).Graph, savesMemory: true).Graph));

    private static EvaluatedNetwork IntegersOf(Graph graph, bool savesMemory) =>
        QuantizedNetworkCheck.Quantized(graph, "Rows", new(SavesMemory: savesMemory)).Classes.Last();

    private static Plan ApartOf(EvaluatedNetwork integers) =>
        NetworkPlan.Of(integers.Graph, integers.Programs.Select(program => program with { RowByRow = [] })).Infer.Plan;
}
