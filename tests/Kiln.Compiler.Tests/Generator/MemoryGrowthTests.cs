using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>
/// What a network's compilation allocates, from the declaration that was read to the source that is written; bytes can be counted where time cannot.
/// </summary>
public sealed class MemoryGrowthTests
{
    /// <summary>Lists and texts that double as they grow are up to this much larger than what they hold.</summary>
    private const double Slack = 1.15;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_grows_with_the_nodes(bool trains)
    {
        // The first one pays for what is made once.
        BytesPerBlock(2, trains);
        double of32 = BytesPerBlock(32, trains), of128 = BytesPerBlock(128, trains);
        Assert.InRange(of128 / of32, 0, Slack);
    }

    private static double BytesPerBlock(int blocks, bool trains)
    {
        string build = $$"""
                private static Node Build([Input(16, 8, 8)] Node x)
                {
                    for (int i = 0; i < {{blocks}}; i++)
                    {
                        Node y = x.Conv2D(16, kernel: 3, padding: 1, bias: false).BatchNorm().ReLU().Conv2D(16, kernel: 1);
                        x = (x + y.Sigmoid() * x.Mean(1, 2).Reshape(16, 1, 1)).ReLU();
                    }
                    return x.Flatten().Dense(4);
                }
            """;
        string loss = trains ? "\n    private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);" : "";
        NetworkSpec spec = TestCompilation.Of(new NetworkText("Deep", "", Methods: build + loss).Source).Read("Deep").Spec;
        long before = GC.GetAllocatedBytesForCurrentThread();
        EvaluatedNetwork network = NetworkEvaluation.Evaluate(spec, CancellationToken.None);
        Assert.True(network.IsComplete);
        Kiln.Generator.Compiler.Compile(network, NetworkCompiler.Options);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / blocks;
    }
}
