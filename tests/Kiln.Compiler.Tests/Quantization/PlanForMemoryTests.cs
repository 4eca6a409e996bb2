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
    /// <summary>Stacks with the most bytes that their arena may take.</summary>
    public static TheoryData<string, string, int> Stacks => new()
    {
        {
            "KeywordSpotting", "[Input(1, 49, 10)] [Conv2D(64, kernel: [10, 4], stride: [2, 2], padding: [4, 1]), BatchNorm, ReLU, " + string.Join(
                ", ", Enumerable.Repeat("DepthwiseConv2D(kernel: 3, padding: 1), BatchNorm, ReLU, Conv2D(64, kernel: 1), BatchNorm, ReLU", 4))
                + ", GlobalAveragePool, Flatten, Dense(12)]",
            9728
        },
        {
            "Expanding", "[Input(8, 48, 48)] [DepthwiseConv2D(kernel: 3, padding: 1), ReLU, Conv2D(16, kernel: 1), ReLU, "
                + "DepthwiseConv2D(kernel: 3, stride: 2, padding: 1)]",
            40960
        },
    };

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Results_lie_over_what_has_been_read(string name, string stack, int bytes)
    {
        long small = PlanOf(name, stack, savesMemory: true).ArenaBytes(1, 1);
        Assert.InRange(small, 1, bytes);
        Assert.True(PlanOf(name, stack, savesMemory: false).ArenaBytes(1, 1) > small);
    }

    /// <summary>Row by row, nothing is written over that is still to be read.</summary>
    [Theory]
    [MemberData(nameof(Stacks))]
    public void Rows_are_read_before_they_are_written_over(string name, string stack, int bytes)
    {
        Plan plan = PlanOf(name, stack, savesMemory: true);
        Assert.NotEmpty(Overlaps(plan));
        Assert.InRange(plan.ArenaBytes(1, 1), 1, bytes);
        Assert.Empty(PlanMachine.Problems(plan));
        Assert.Empty(PlanVerifier.Verify(plan));
    }

    /// <summary>Layers of each kind that goes through rows; a row of each value is a whole number of lines.</summary>
    public static TheoryData<string> Layers =>
    [
        "Conv2D(64, kernel: 1)", "Conv2D(48, kernel: 3, padding: 1)", "Conv2D(32, kernel: [4, 1], stride: [2, 1], padding: [1, 0])",
        "Conv2D(64, kernel: 3, dilation: 2, padding: 2)", "DepthwiseConv2D(kernel: 3, padding: 1)", "DepthwiseConv2D(kernel: 3, padding: 1, multiplier: 2)",
        "MaxPool2D(3, stride: 1, padding: 1)", "AveragePool2D(2, stride: 2)",
    ];

    /// <summary>The order of rows allows no row less: a plan that lets the result begin one row too late is found.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void A_row_that_is_written_over_too_early_is_found(string layer)
    {
        Plan plan = PlanOf("Rows", $"[Input(3, 16, 16)] [Conv2D(16, kernel: 3, padding: 1), {layer}, GlobalAveragePool]", savesMemory: true);
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

    private static Plan PlanOf(string name, string stack, bool savesMemory)
    {
        EvaluatedNetwork network = QuantizedNetworkCheck.Quantized(
            new NetworkText(name, stack).Evaluate().Graph, name, new(SavesMemory: savesMemory)).Classes.Last();
        return NetworkPlan.Of(network).Infer.Plan;
    }
}
