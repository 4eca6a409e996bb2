using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>The machine sees what kernels must not do, and says where.</summary>
public sealed class FootprintFaultTests
{
    private const int Batch = 3, Length = 72;

    /// <summary>One network for each fault, compiled together.</summary>
    private static readonly Lazy<StepwiseNetwork[]> s_networks = new(() =>
        [.. StepwiseNetwork.Compile([.. Enum.GetValues<KernelFault>().Select(NetworkOf)], StepwiseNetwork.InItems, FaultyCopy.Kernel)]);

    [Fact]
    public void A_sound_kernel_passes() => Assert.Empty(Problems(nameof(KernelFault.None)));

    [Theory]
    [InlineData("WritesOn", "FaultyCopy writes with its items 4 to 4 of 5 ", "copy, sample 0: float 80 of 72")]
    [InlineData("ReadsOn", "FaultyCopy reads what it has not been given, for ", "copy, sample 0: float 71 of 72")]
    [InlineData("WritesNextItem", "FaultyCopy writes with both its items 0 and 1 of 5 ", "copy, sample 0: float 16 of 72")]
    [InlineData("ReadsItemBefore", "FaultyCopy gives other numbers in 5 items together than one by one, in ", "copy, sample 0: float 16 of 72")]
    [InlineData("WritesInput", "FaultyCopy writes with its items 0 to 0 of 5 ", "given, sample 0: float 0 of 72")]
    [InlineData("Adds", "FaultyCopy reads what it has not been given, for ", "copy, sample 0: float 0 of 72")]
    [InlineData("Forgets", "FaultyCopy does not write ", "copy, sample 0: float 71 of 72")]
    public void A_fault_is_told_with_its_place(string fault, string what, string where)
    {
        Assert.Contains(Problems(fault), problem =>
            problem.StartsWith($"{fault}, steps in items, Infer, %", StringComparison.Ordinal)
            && problem.Contains(what, StringComparison.Ordinal) && problem.Contains(where, StringComparison.Ordinal));
    }

    private static IReadOnlyCollection<string> Problems(string fault)
    {
        StepwiseNetwork network = s_networks.Value.Single(network => network.Network.Identity.Name == fault);
        return FootprintRun.Problems(network, new NetworkData(network.Network.Graph, Batch, seed: 1));
    }

    private static EvaluatedNetwork NetworkOf(KernelFault fault)
    {
        var b = new GraphBuilder();
        Value given = b.Add(new Sigmoid(), "given", GraphTable.Input(b, "x", Length));
        Value copy = b.Add(new FaultyCopy(fault), "copy", given);
        b.Result(ResultKind.Output, "y", b.Add(new Tanh(), "last", copy));
        return NetworkCompiler.NetworkOf(b.Build(), fault.ToString());
    }
}
