using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>What the layer table says that layers take; how near that comes to times is for the ledger of the benchmarks.</summary>
public sealed class CostTests
{
    public static TheoryData<string> Networks => [.. ZooNetworks.Names];

    /// <summary>A layer takes time where inference has a pass of its own for it, and only there.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void Passes_have_costs(string name)
    {
        foreach (LayerRow row in Rows(ZooNetworks.Evaluate(name)))
            switch (row.Implementation)
            {
                case "fused" or "folded" or "identity" or "parameter" or "when weights change":
                    Assert.True(row.Cycles == 0, row.ToString());
                    break;
                case not ("view" or "in place"):
                    Assert.True(row.Cycles > 0, row.ToString());
                    break;
            }
    }

    [Theory]
    [InlineData("Input(16, 32, 32), Conv2D(32, kernel: 3, padding: 1)", "Input(16, 32, 32), Conv2D(64, kernel: 3, padding: 1)", 2)]
    [InlineData("Input(4, 32, 32), Conv2D(4, kernel: 3)", "Input(4, 62, 62), Conv2D(4, kernel: 3)", 4)]
    [InlineData("Input(1000), Dense(64)", "Input(1000), Dense(128)", 2)]
    [InlineData("Input(64, 32), MultiHeadAttention(heads: 4)", "Input(64, 32), MultiHeadAttention(heads: 4), MultiHeadAttention(heads: 4)", 2)]
    [InlineData("Input(32, 16, 16), MaxPool2D(2)", "Input(32, 32, 32), MaxPool2D(2)", 4)]
    [InlineData("Input(300), Softmax", "Input(600), Softmax", 2)]
    public void Costs_grow_with_sizes(string small, string large, double factor) =>
        Assert.InRange((double)Cycles(large) / Cycles(small), factor * 0.8, factor * 1.2);

    /// <summary>A function takes longer than a sum, in a loop of its own and in a kernel.</summary>
    [Theory]
    [InlineData("Input(1000), ReLU", "Input(1000), Tanh")]
    [InlineData("Input(16), Dense(1000), ReLU", "Input(16), Dense(1000), Tanh")]
    public void Functions_cost(string simple, string function) => Assert.InRange(Cycles(function), Cycles(simple) + 500, long.MaxValue);

    private static long Cycles(string attributes) => Rows(new NetworkText("Example", $"[{attributes}]").Evaluate()).Sum(row => row.Cycles);

    private static IReadOnlyList<LayerRow> Rows(EvaluatedNetwork network) => LayerRow.Of(network, new StepPhases(NetworkPlan.Of(network).Infer.Plan));
}
