using System.Runtime.InteropServices;
using Kiln.Compiler.Tests.Ops;
using Kiln.Data;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Where there are fewer samples than threads, the threads share the items of each step. Items do not depend on each other: a step gives the same bits as a
/// whole, item by item, and on any thread.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class SharedSampleTests
{
    private const int Batch = 2;

    /// <summary>Everything that is cut into items is shared, however small.</summary>
    private static readonly CompileOptions s_all = NetworkCompiler.Options with { SharedWork = 1 };

    public static TheoryData<string> Ops => OpTest.Network.Ops;

    [Theory, MemberData(nameof(Ops))]
    public void Items_of_an_op_give_the_bits_of_the_whole(string op)
    {
        OpCase[] cases = [.. OpTest.Network.CasesOf(op)];
        Check([.. cases.Select((item, i) => OpNetworks.AloneNetwork(item, FormattableString.Invariant($"{op}{i}")))],
            (network, i) => new OpRun(cases[i], Batch).Bindings);
    }

    [Fact]
    public void Random_networks_have_equal_bits_on_any_number_of_threads() => Check(
        [.. Enumerable.Range(0, TestLevel.Count(20, 150)).Select(seed => RandomGraph.Draw(new Random(seed), FormattableString.Invariant($"Shared{seed}")).Evaluate())], (_, _) => null);

    /// <summary>Batches whose rows no number of chunks divides, and one with fewer rows than chunks.</summary>
    [Theory, InlineData(1), InlineData(3)]
    public void Sums_in_chunks_have_equal_bits_on_any_number_of_threads(int batch) =>
        Check([.. PartialSumNetworks.All.Select(network => network.Evaluate())], (_, _) => null, batch);

    private static void Check(
        IReadOnlyList<EvaluatedNetwork> networks, Func<EvaluatedNetwork, int, IReadOnlyDictionary<string, double[]>?> bindingsOf, int batch = Batch)
    {
        (EvaluatedNetwork, NetworkPlan)[] plans = [.. networks.Select(network => (network, NetworkPlan.Of(network)))];
        IReadOnlyList<NetworkFactory> whole = NetworkCompiler.Compile(plans), shared = NetworkCompiler.Compile(plans, s_all);
        for (int i = 0; i < networks.Count; i++)
        {
            byte[] expected = Trace(networks[i], whole[i], batch, threads: 1, bindingsOf(networks[i], i));
            foreach (int threads in (int[])[1, 3, 5])
                Assert.True(
                    expected.AsSpan().SequenceEqual(Trace(networks[i], shared[i], batch, threads, bindingsOf(networks[i], i))),
                    $"{networks[i].Identity.Name}: items on {threads} threads give other bits than the whole.");
        }
    }

    /// <summary>All numbers of an inference and, where there is a loss, of training, as bytes.</summary>
    private static byte[] Trace(EvaluatedNetwork network, NetworkFactory create, int batch, int threads, IReadOnlyDictionary<string, double[]>? bindings)
    {
        var data = new NetworkData(network.Graph, batch, seed: 1);
        foreach ((string name, double[] elements) in bindings ?? new Dictionary<string, double[]>()) data.Bindings[name] = elements;
        INetworkProbe probe = create(batch + 1, 7, threads);
        probe.Network.Core.Poison();
        data.SetWeights(probe);
        var bytes = new List<byte>();
        Batch outputs = data.Outputs(probe.Info);
        probe.Forward(data.Samples(probe.Info, targets: false), outputs);
        for (int output = 0; output < network.Outputs.Count; output++) bytes.AddRange(MemoryMarshal.AsBytes(outputs.Read<float>(output)).ToArray());
        if (!network.HasLoss) return [.. bytes];
        foreach (bool accumulate in (bool[])[false, true])
        {
            bytes.AddRange(BitConverter.GetBytes(probe.ForwardBackward(data.Samples(probe.Info, targets: true), 1, accumulate)));
            bytes.AddRange(MemoryMarshal.AsBytes(((ITrainable)probe.Network).Gradients).ToArray());
        }

        bytes.AddRange(MemoryMarshal.AsBytes(probe.Network.Core.State).ToArray());
        return [.. bytes];
    }
}
