using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
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
        long Arena(bool savesMemory)
        {
            EvaluatedNetwork network = QuantizedNetworkCheck.Quantized(
                new NetworkText(name, stack).Evaluate().Graph, name, new(SavesMemory: savesMemory)).Classes.Last();
            return NetworkPlan.Of(network).Infer.Plan.ArenaBytes(1, 1);
        }

        Assert.InRange(Arena(savesMemory: true), 1, bytes);
        Assert.True(Arena(savesMemory: false) > Arena(savesMemory: true));
    }
}
