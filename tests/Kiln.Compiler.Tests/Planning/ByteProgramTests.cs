using System.Runtime.CompilerServices;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Snapshots;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>
/// A program over signed bytes goes through planner, steps and printer as one over floats does: tight memory without borders, parts of a wider buffer, a value
/// between segments, and a fill and scales that are known only when the network has been loaded.
/// </summary>
public sealed class ByteProgramTests
{
    private const int Batch = 5, ZeroPoint = -7;
    private static readonly float[] s_scales = [0.75f, 1.5f];
    private static readonly ProgramSpec s_row = ProgramTable.Infer;

    [Fact]
    public void Memory_is_tight_and_its_parts_lie_in_the_whole()
    {
        Plan plan = NetworkPlan.Of(Source(), [s_row]).Infer.Plan;
        Assert.True(Assert.Single(plan.Graph.All<Concat>()).Node.IsWrittenByOthers);
        Assert.Empty(PlanMachine.Problems(plan));
        Value Named(string name) => new(Enumerable.Range(0, plan.Graph.Nodes.Count).Last(i => plan.Graph.Nodes[i].Name == name));
        Assert.Equal(23 * 4 * 5, plan.Storage[Named("whole")].Stride);
        Assert.Equal(23, Geometry.Of(plan.Graph.LaidOut(Named("second"))).Pixel);
        Assert.All(plan.Storage.Values.Where(storage => storage.Block == Block.PerSample), storage => Assert.Equal(0, storage.Offset % Storage.Line));
    }

    [Fact]
    public void Text_of_the_schedule()
    {
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(Source(), "Bytes") with { Programs = [s_row] };
        string text = NetworkEmitter.Write(network, NetworkPlan.Of(network), new KernelSet(NetworkCompiler.Options)).Text;
        Snapshot.Verify("Bytes", text[text.IndexOf("\tprivate void KilnInfer(", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void The_machine_sees_bytes_that_are_taken()
    {
        Plan plan = NetworkPlan.Of(Source(), [s_row]).Infer.Plan;
        Value copy = new(plan.Graph.All<ByteOps.CopyBatch>().Single().Index);
        var moved = plan.Storage.ToDictionary(
            item => item.Key, item => item.Key == copy ? item.Value with { Offset = plan.Storage[plan.Graph[copy].Inputs[0]].Offset } : item.Value);
        Assert.NotEmpty(PlanMachine.Problems(plan with { Storage = moved }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_compiled_program_gives_what_its_graph_means(int threads)
    {
        Graph source = Source();
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(source, "Bytes") with { Programs = [s_row] };
        INetworkProbe probe = NetworkCompiler.Compile([(network, NetworkPlan.Of(network))], more: ByteOps.Kernels)[0](Batch, 0, threads);
        s_scales.CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref probe.Network.Core.ModelBlock, s_scales.Length));
        Unsafe.As<float, sbyte>(ref Unsafe.Add(ref probe.Network.Core.ModelBlock, 16)) = ZeroPoint;

        var random = new Random(3);
        sbyte[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-128, 128))];
        foreach (int batch in new[] { 1, 3, Batch })
        {
            sbyte[] x = Values(batch * 10 * 4 * 5), w = Values(batch * 13 * 4 * 5), y = new sbyte[batch * 23 * 6 * 7];
            probe.Call("Forward", x, w, y);
            var bindings = new Dictionary<string, double[]>
            {
                ["x"] = [.. x.Select(value => (double)value)], ["w"] = [.. w.Select(value => (double)value)],
                ["scales"] = [.. s_scales.Select(value => (double)value)], ["zero"] = [ZeroPoint],
            };
            Interpreter expected = Interpreter.Run(source, batch, bindings, new RunSettings((_, _, _) => 0));
            Assert.Equal(expected[ResultKind.Output, "y"].Data, y.Select(value => (double)value));
        }
    }

    /// <summary>Positions beyond the reach of an int are counted as they are.</summary>
    [Fact]
    public void Arenas_may_be_larger_than_two_gigabytes()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Input("x", InputRole.Sample, ByteOps.Map(16, 16384, 8191)), "x");
        Value copy = b.Add(new ByteOps.CopyBatch(), "copy", x);
        b.Result(ResultKind.Output, "y", b.Add(new ByteOps.CopyBatch(), "again", copy));
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(b.Build(), "Large") with { Programs = [s_row] };
        NetworkPlan plan = NetworkPlan.Of(network);
        const long Map = 16L * 16384 * 8191;
        Assert.True(plan.Infer.Plan.ArenaBytes(2, 1) >= 2 * 2 * Map);
        Assert.Contains(plan.Infer.Plan.Storage.Values, storage => storage.Block == Block.PerSample && storage.Offset == Map);
        Assert.Contains("public const long ArenaBytes", NetworkEmitter.Write(network, plan, new KernelSet(NetworkCompiler.Options)).Text, StringComparison.Ordinal);
    }

    private static Graph Source()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Input("x", InputRole.Sample, ByteOps.Map(10, 4, 5)), "x"), w = b.Add(new Input("w", InputRole.Sample, ByteOps.Map(13, 4, 5)), "w");
        Value scales = b.Add(new ByteOps.Scales(), "scales"), zero = b.Add(new ByteOps.ZeroPoint(), "zero");
        Value first = b.Add(new ByteOps.Clamp(-50, 60), "first", x), narrow = b.Add(new ByteOps.Clamp(-100, 100), "narrow", w);
        Value second = b.Add(new ByteOps.AddScaled(), "second", narrow, w, scales);
        Value whole = b.Add(new Concat(), "whole", first, second);
        Value copy = b.Add(new ByteOps.CopyBatch(), "copy", whole);
        b.Result(ResultKind.Output, "y", b.Add(new ByteOps.PadWithZeroPoint(1), "padded", copy, zero));
        return b.Build();
    }
}
