using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Snapshots;

/// <summary>What every network of the zoo is compiled to.</summary>
public sealed class ZooSnapshotTests
{
    public static TheoryData<string> Networks => [.. ZooNetworks.Names];

    [Theory, MemberData(nameof(Networks))]
    public void Programs(string network) => Snapshot.Verify($"Zoo/{network}", ProgramListing.Of(ZooNetworks.Evaluate(network)));

    /// <summary>The text of every kernel and step that one of them asks for.</summary>
    [Fact]
    public void Kernels()
    {
        var kernels = new KernelSet(new CompileOptions(KernelSource.Emit));
        foreach (EvaluatedNetwork network in ZooNetworks.Names.Select(ZooNetworks.Evaluate)) NetworkEmitter.Write(network, NetworkPlan.Of(network), kernels);
        Snapshot.Verify("Zoo/Kernels", string.Concat(kernels.Emitted.Select(file => $"{file.HintName} {ProgramListing.HashOf(file.Text)}\n")));
    }
}
