using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Snapshots;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>What large networks give the C# compiler to read: the cost of a build that can be counted.</summary>
public sealed class SourceSizeTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void ResNet50_with_training_is_at_most_a_megabyte()
    {
        EquatableArray<GeneratedFile> files = Compile(LargeGraphs.ResNet50());
        Assert.InRange(files.Sum(file => file.Text.Length), 0, Megabyte);
        Assert.InRange(files.Count(file => file.IsShared), 1, 25);
    }

    /// <summary>In a Release build, which calls the kernels of Kiln.dll that no network changes.</summary>
    [Fact]
    public void LeNet5_with_training_is_at_most_150_kilobytes()
    {
        string[] library = [.. StandardKernels.Keys().Select(key => key.Name).Order(StringComparer.Ordinal)];
        EquatableArray<GeneratedFile> files = Kiln.Generator.Compiler.Compile(SnapshotTests.LeNet.Evaluate(), new CompileOptions(true, KernelSource.Auto, [.. library]));
        Assert.InRange(files.Sum(file => file.Text.Length), 1, 150 << 10);
    }

    [Fact]
    public void DenseNet121_with_training_shares_its_kernels() => Assert.InRange(Compile(LargeGraphs.DenseNet121()).Count(file => file.IsShared), 1, 25);

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
