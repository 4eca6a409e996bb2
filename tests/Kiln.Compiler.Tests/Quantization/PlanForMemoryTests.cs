using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Small arenas: bounds are the largest layers, whose input and output cannot both be smaller.</summary>
public sealed class PlanForMemoryTests
{
    /// <summary>MLPerf Tiny's networks, as the zoo has them, with the most bytes that their arena may take.</summary>
    [Theory]
    [InlineData("DSCNN", 9_728)]
    [InlineData("ResNet8", 36_864)]
    [InlineData("MobileNetV1x025", 40_960)]
    [InlineData("Autoencoder", 1_024)]
    public void Networks_of_the_zoo_fit(string name, int bytes) =>
        Assert.InRange(PlanOf(name, ZooNetworks.Evaluate(name).Graph, savesMemory: true).ArenaBytes(1, 1), 1, bytes);

    /// <summary>Row by row, nothing is written over that is still to be read, and less memory is in use for it.</summary>
    [Theory]
    [InlineData("DSCNN")]
    [InlineData("ResNet8")]
    [InlineData("MobileNetV1x025")]
    public void Results_lie_over_what_has_been_read(string name)
    {
        Graph graph = ZooNetworks.Evaluate(name).Graph;
        Plan plan = PlanOf(name, graph, savesMemory: true);
        Assert.NotEmpty(Overlaps(plan));
        Assert.Empty(PlanMachine.Problems(plan));
        Assert.Empty(PlanVerifier.Verify(plan));
        Assert.True(PlanOf(name, graph, savesMemory: false).ArenaBytes(1, 1) > plan.ArenaBytes(1, 1));
    }

    /// <summary>Layers of each kind that goes through rows; a row of each value is a whole number of lines.</summary>
    public static TheoryData<string> Layers =>
    [
        "Conv2D(64, kernel: 1)", "Conv2D(48, kernel: 3, padding: 1)", "Conv2D(32, kernel: [4, 1], stride: [2, 1], padding: [1, 0])",
        "Conv2D(64, kernel: 3, dilation: 2, padding: 2)", "DepthwiseConv2D(kernel: 3, padding: 1)", "DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 2)",
        "DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 8), Conv2D(32, kernel: 1)",
        "MaxPool2D(3, stride: 1, padding: 1)", "AveragePool2D(2, stride: 2)",
    ];

    /// <summary>The order of rows allows no row less: a plan that lets the result begin one row too late is found.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void A_row_that_is_written_over_too_early_is_found(string layer)
    {
        var text = new NetworkText("Rows", $"[Input(3, 16, 16)] [Conv2D(16, kernel: 3, padding: 1), {layer}, GlobalAveragePool]");
        Plan plan = PlanOf("Rows", text.Evaluate().Graph, savesMemory: true);
        (int node, Value source, RowOrder rows) = Overlaps(plan).First(overlap => plan.Graph[overlap.Source].Op is Int8Convolution);
        Assert.Empty(PlanMachine.Problems(Moved(rows.Lead)));
        string problem = Assert.Single(PlanMachine.Problems(Moved(rows.Lead - Math.Min(rows.InputBytes, rows.OutputBytes))).Distinct());
        Assert.Contains("before it has read that", problem, StringComparison.Ordinal);
        Assert.Contains("are alive together", string.Join('\n', PlanVerifier.Verify(Moved(rows.Lead - 1))), StringComparison.Ordinal);

        // Two values that lie as far behind each other as they are told, and far from all others.
        Plan Moved(long lead)
        {
            Value result = new(node);
            long far = Storage.Align(plan.PerWorkerBytes), at = far + Storage.Align(Math.Max(0, -lead));
            var moved = new Dictionary<Value, Storage>(plan.Storage.ToDictionary())
            {
                [result] = plan.Storage[result] with { Offset = at }, [source] = plan.Storage[source] with { Offset = at + lead },
            };
            return plan with { Storage = moved, PerWorkerBytes = at + lead + (2 * far) + plan.Storage[source].Stride };
        }
    }

    /// <summary>The steps whose result lies over what they read.</summary>
    private static IEnumerable<(int Node, Value Source, RowOrder Rows)> Overlaps(Plan plan) =>
        from node in plan.Segments.SelectMany(segment => segment.Steps)
        let source = plan.Graph.Nodes[node].Inputs[0]
        where plan.Graph.Nodes[node].OrderOfRows(0, plan.Graph) is not null && plan.Storage[source].Block == Block.Worker
        let distance = plan.Storage[source].Offset - plan.Storage[new Value(node)].Offset
        where distance < plan.Storage[new Value(node)].Stride && -distance < plan.Storage[source].Stride
        select (node, source, plan.Graph.Nodes[node].OrderOfRows(0, plan.Graph)!);

    private static Plan PlanOf(string name, Graph graph, bool savesMemory)
    {
        EvaluatedNetwork network = QuantizedNetworkCheck.Quantized(graph, name, new(SavesMemory: savesMemory)).Classes.Last();
        return NetworkPlan.Of(network).Infer.Plan;
    }
}
