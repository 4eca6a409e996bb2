using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Small arenas: bounds are the largest layers, whose input and output cannot both be smaller.</summary>
public sealed class PlanForMemoryTests
{
    /// <summary>What the arena of the autoencoder takes; its largest layer reads 640 bytes and makes 128, or the other way round.</summary>
    private const int AutoencoderBytes = 1344;

    /// <summary>MLPerf Tiny's networks, as the zoo has them, with the most bytes that their arena may take.</summary>
    [Theory]
    [InlineData("DSCNN", 9728)]
    [InlineData("ResNet8", 36864)]
    [InlineData("MobileNetV1x025", 40960)]
    [InlineData("Autoencoder", AutoencoderBytes)]
    public void Networks_of_the_zoo_fit(string name, int bytes) => Check(ZooNetworks.Evaluate(name).Graph, name, bytes);

    [Fact]
    public void Results_lie_over_what_has_been_read() => Check(
        new NetworkText(
            "Expanding",
            "[Input(8, 48, 48)] [DepthwiseConv2D(kernel: 3, padding: 1), ReLU, Conv2D(16, kernel: 1), ReLU, DepthwiseConv2D(kernel: 3, stride: 2, padding: 1)]")
            .Evaluate().Graph,
        "Expanding", 40960);

    private static void Check(Graph graph, string name, int bytes)
    {
        long Arena(bool savesMemory)
        {
            EvaluatedNetwork integers = QuantizedNetworkCheck.Quantized(graph, name, new(SavesMemory: savesMemory)).Classes.Last();
            return NetworkPlan.Of(integers).Infer.Plan.ArenaBytes(1, 1);
        }

        Assert.InRange(Arena(savesMemory: true), 1, bytes);
        Assert.True(Arena(savesMemory: false) > Arena(savesMemory: true));
    }
}
