using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Snapshots;

/// <summary>What users see of a network: its table of layers, the map of its memory, the schedule that they step through.</summary>
public sealed class SnapshotTests
{
    /// <summary>LeCun et al. 1998, as most write it today.</summary>
    internal static NetworkText LeNet { get; } = new("LeNet5", """
        [Input(1, 28, 28)]
        [Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
        [Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
        [Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
        [SoftmaxCrossEntropy]
        """);

    /// <summary>Layers that have other names than the ops they become, a shared one, and every way in which a layer can lie in another's kernel.</summary>
    private static NetworkText Mixture { get; } = new("Mixture", """
        [SoftmaxCrossEntropy]
        """, Methods: """
        private static Node Build([Input(3, 16, 16)] Node image)
        {
            Node x = image.Conv2D(16, kernel: 3, padding: 1, bias: false).BatchNorm().ReLU();
            x = (x + x.DepthwiseConv2D(kernel: 3, padding: 1).BatchNorm()).HardSwish();
            x = Node.Concat(x.SeparableConv2D(24, kernel: 3, padding: 1), x.MaxPool2D(3, stride: 1, padding: 1)).BatchNorm().Dropout(0.1);
            Node gate = x.GlobalAveragePool().Flatten().Dense(40).Sigmoid().Reshape(40, 1, 1);
            x = (x * gate * 0.5f).Conv2DTranspose(8, kernel: 2, stride: 2).ReLU();
            return Embed(x.Mean(axes: [1, 2])) - Embed(x.Max(axes: [1, 2])) + Node.Parameter([10]);
        }

        [Shared]
        private static Node Embed(Node vector) => vector.Dense(10).Tanh();
        """);

    /// <summary>Training with what needs more than one phase, and weights that inference folds.</summary>
    private static NetworkText Digits { get; } = new("Digits", """
        [Input(1, 8, 8)]
        [Conv2D(16, kernel: 3, padding: 1, Name = "edges"), BatchNorm, ReLU, MaxPool2D(2)]
        [GlobalAveragePool, Flatten, Dense(10, Name = "scores")]
        [SoftmaxCrossEntropy]
        """);

    /// <summary>Inference alone: a residual block whose sum lives in a kernel, and a conversion between two orders.</summary>
    private static NetworkText Residual { get; } = new("Residual", "", Methods: """
        private static Node Build([Input(16, 6, 6)] Node image)
        {
            Node deep = image.Conv2D(16, kernel: 3, padding: 1).Named("first").ReLU().Conv2D(16, kernel: 3, padding: 1).Named("second");
            return (image + deep).ReLU().GlobalAveragePool().Flatten().Softmax();
        }
        """);

    /// <summary>The whole file, as a reader meets it.</summary>
    [Fact]
    public void A_network_that_is_trained() => Snapshot.Verify("Digits", Text(Digits));

    /// <summary>The whole file, as a reader meets it.</summary>
    [Fact]
    public void A_network_for_inference() => Snapshot.Verify("Residual", Text(Residual));

    [Fact]
    public void Head_of_the_file()
    {
        string text = Text(LeNet);
        Snapshot.Verify("LeNet5.Head", text[..text.IndexOf("\tprivate readonly global::Kiln.NetworkCore", StringComparison.Ordinal)]);
    }

    [Fact]
    public void Table_of_layers() => Snapshot.Verify("Mixture.Layers", string.Join('\n', TableOf(Mixture.Evaluate())) + "\n");

    [Fact]
    public void Map_of_memory()
    {
        Plan plan = NetworkPlan.Of(Mixture.Evaluate()).Infer.Plan;
        Snapshot.Verify("Mixture.Memory", string.Join('\n', MemoryMapText.Of(plan, new BufferNames(plan))) + "\n");
    }

    [Fact]
    public void Schedule_of_training()
    {
        string text = Text(LeNet);
        int start = text.IndexOf("\tprivate void KilnTrain(", StringComparison.Ordinal);
        Snapshot.Verify("LeNet5.Training", text[start..(text.IndexOf("\n\t}\n", start, StringComparison.Ordinal) + 4)]);
    }

    internal static IEnumerable<string> TableOf(EvaluatedNetwork network)
    {
        NetworkPlan plan = NetworkPlan.Of(network);
        return LayerTableText.Of(LayerRow.Of(network, new StepPhases(plan.Infer.Plan)), plan.ParameterCount);
    }

    private static string Text(NetworkText source)
    {
        EvaluatedNetwork network = source.Evaluate();
        return NetworkEmitter.Write(network, NetworkPlan.Of(network), new KernelSet(NetworkCompiler.Options)).Text;
    }
}
