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

    [Fact]
    public void Table_of_layers() => Snapshot.Verify("LeNet5.Layers", string.Join('\n', TableText.Layers(LayerRow.Of(Plan()))) + "\n");

    [Fact]
    public void Map_of_memory() => Snapshot.Verify("LeNet5.Memory", string.Join('\n', TableText.MemoryMap(Plan().Infer.Plan)) + "\n");

    [Fact]
    public void Schedule_of_training()
    {
        EvaluatedNetwork network = LeNet.Evaluate();
        string text = NetworkEmitter.Write(network, NetworkPlan.Of(network), new KernelSet(NetworkCompiler.Options)).Text;
        int start = text.IndexOf("\tprivate void KilnTrain(", StringComparison.Ordinal);
        Snapshot.Verify("LeNet5.Training", text[start..(text.IndexOf("\n\t}\n", start, StringComparison.Ordinal) + 4)]);
    }

    private static NetworkPlan Plan() => NetworkPlan.Of(LeNet.Evaluate());
}
