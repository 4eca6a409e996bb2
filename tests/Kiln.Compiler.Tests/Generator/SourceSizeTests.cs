using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Snapshots;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>What large networks give the C# compiler to read: the cost of a build that can be counted.</summary>
public sealed class SourceSizeTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void ResNet50_with_training_is_at_most_six_tenths_of_a_megabyte() =>
        Assert.InRange(Assert.Single(Compile(LargeGraphs.ResNet50())).Text.Length, 1, 6 * Megabyte / 10);

    [Fact]
    public void LeNet5_with_training_is_at_most_150_kilobytes()
    {
        EquatableArray<GeneratedFile> files = Kiln.Generator.Compiler.Compile(SnapshotTests.LeNet.Evaluate(), NetworkCompiler.Options);
        Assert.InRange(Assert.Single(files).Text.Length, 1, 150 << 10);
    }

    /// <summary>Where kernels are emitted, all networks of an assembly share them.</summary>
    [Fact]
    public void DenseNet121_with_training_shares_the_kernels_that_are_emitted()
    {
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(LargeGraphs.DenseNet121(), "Large");
        Assert.InRange(Kiln.Generator.Compiler.Compile(network, new CompileOptions(KernelSource.Emit)).Count(file => file.IsShared), 1, 25);
    }

    /// <summary>Four times the blocks are at most about four times the source.</summary>
    [Fact]
    public void The_source_grows_with_the_nodes()
    {
        Graph small = LargeGraphs.ResNet(32, 16, 10, 3, 3), large = LargeGraphs.ResNet(32, 16, 10, 12, 12);
        int Size(Graph graph) => Compile(graph).Where(file => !file.IsShared).Sum(file => file.Text.Length);
        Assert.InRange((double)Size(large) / Size(small), 1, 1.1 * large.Nodes.Count / small.Nodes.Count);
    }

    private static EquatableArray<GeneratedFile> Compile(Graph graph) =>
        Kiln.Generator.Compiler.Compile(NetworkCompiler.NetworkOf(graph, "Large"), NetworkCompiler.Options);
}
