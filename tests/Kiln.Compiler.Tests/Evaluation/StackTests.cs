using Kiln.Compiler.Tests.Reading;

namespace Kiln.Compiler.Tests.Evaluation;

public class StackTests
{
    private const string LeNet5 = """
        [Network, Input(1, 28, 28)]
        [Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
        [Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
        [Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class N;
        """;

    [Fact]
    public void LeNet5_becomes_its_graph()
    {
        string graph = TestCompilation.Graph(LeNet5);
        File.WriteAllText("/tmp/graph.txt", graph);
    }
}
