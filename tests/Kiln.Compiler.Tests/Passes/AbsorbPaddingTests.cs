using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>Zeros in front of a convolution are its own padding; other paddings stay what they are.</summary>
[Trait("Category", "Numeric")]
public sealed class AbsorbPaddingTests
{
    [Theory]
    [InlineData("Input(3, 6, 8), Pad([0, 0, 0], [0, 1, 1]), Conv2D(5, 3, stride: 2)", 0)]
    [InlineData("Input(17, 6, 7), Pad(1), Conv2D(33, [3, 2], padding: [0, 1])", 0)]
    [InlineData("Input(18, 4, 6), Pad([0, 0, 0], [0, 1, 1]), DepthwiseConv2D(3, stride: 2)", 0)]
    [InlineData("Input(3, 4, 5), Pad([0, 1, 1], [1, 0, 0]), Conv2D(4, 2)", 1)]
    [InlineData("Input(3, 4, 5), Pad(1, 0.5), Conv2D(4, 3)", 1)]
    [InlineData("Input(3, 4, 5), Pad(1), ReLU, Conv2D(4, 3)", 1)]
    public void Zeros_around_a_map_cost_no_copy(string layers, int copies)
    {
        EvaluatedNetwork network = new NetworkText("Padded", $"[{layers}, ReLU, MeanSquaredError]").Evaluate();
        Assert.Equal(copies, NetworkPlan.Of(network).Infer.Plan.Graph.Nodes.Count(node => node.Op is Kiln.Generator.Ops.Pad));
        new NetworkCheck(network, NetworkCompiler.Compile(network)[0]).Run(batch: 3, maxBatch: 4);
    }
}
