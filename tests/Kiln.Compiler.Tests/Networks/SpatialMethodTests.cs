using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Spatial networks as users wire them in methods: what comes out is the interpreter's, and what is joined is not copied.</summary>
[Trait("Category", "Numeric")]
public sealed class SpatialMethodTests
{
    private const string UNet = """
        [Network]
        public sealed partial class SegmentingNet
        {
            private static Node Build([Input(1, 8, 8)] Node image)
            {
                var skips = new Node[2];
                Node x = image;
                for (int level = 0; level < 2; level++)
                {
                    x = skips[level] = Twice(x, 16 << level);
                    x = x.MaxPool2D(2);
                }

                x = Twice(x, 48);
                for (int level = 1; level >= 0; level--)
                    x = Twice(Node.Concat(skips[level], x.Conv2DTranspose(16 << level, kernel: 2, stride: 2)), 16 << level);
                return x.Conv2D(1, kernel: 1);
            }

            private static Node Twice(Node x, int channels) => x.Conv2D(channels, kernel: 3, padding: 1, bias: false).ReLU().Conv2D(channels, kernel: 1).Tanh();

            private static Node Loss(Node logits, [Input(1, 8, 8)] Node mask) => logits.MeanSquaredError(mask);
        }
        """;

    private const string Shuffle = """
        [Network]
        public sealed partial class ShufflingNet
        {
            private static Node Build([Input(3, 6, 5)] Node image)
            {
                Node x = image.Conv2D(36, kernel: 1).ReLU();
                Node[] halves = x.Split(2);
                Node right = halves[1].DepthwiseConv2D(kernel: 3, padding: 1).Conv2D(18, kernel: 1).ReLU();
                Node joined = Node.Concat(halves[0], right);
                Node[] rows = joined.Split([2, 4], axis: 1);
                Node wide = Node.Concat(-1, rows[1], rows[1].Slice(axis: 2, start: -2, length: 2));
                return wide.Reshape(36, -1).Transpose(1, 0).Transpose(1, 0).Conv1D(17, kernel: 3, padding: 1).Upsampled().Flatten().Dense(3);
            }

            private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);
        }

        internal static class Enlarging
        {
            public static Node Upsampled(this Node x) => x.Reshape(17, 4, 7).Upsample(2, Interpolation.Bilinear).MaxPool2D(2);
        }
        """;

    [Theory]
    [InlineData("SegmentingNet", UNet)]
    [InlineData("ShufflingNet", Shuffle)]
    public void Generated_code_is_the_interpreter(string name, string source)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(source, name);
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.Message));
        new NetworkCheck(network, NetworkCompiler.Compile(network)[0]).Run(batch: 3, maxBatch: 4);
    }

    [Fact]
    public void A_skip_and_what_comes_up_share_a_buffer()
    {
        foreach (CompiledProgram program in NetworkPlan.Of(TestCompilation.Evaluate(UNet, "SegmentingNet").Graph).Programs)
            Assert.All(program.Plan.Graph.All<Concat>(), item => Assert.True(item.Node.IsWrittenByOthers));
    }
}
