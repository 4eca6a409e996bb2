using System.Runtime.InteropServices;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// All programs of a network, run by a <see cref="FootprintMachine"/> and, in another instance, on memory that is left as it is: both must give the same bits.
/// </summary>
internal sealed class FootprintRun
{
    private const int Seed = 5;

    private readonly StepwiseNetwork _network;
    private readonly NetworkData _data;
    private readonly NetworkCore _core, _expected;
    private readonly FootprintMachine _machine;

    private FootprintRun(StepwiseNetwork network, NetworkData data)
    {
        (_network, _data) = (network, data);
        (_core, _expected) = (Create(), Create());
        _machine = new FootprintMachine(network, _core);
        _ = new StepwiseMachine(network, _expected);

        NetworkCore Create()
        {
            INetworkProbe probe = network.Create(FootprintMachine.Capacity, Seed, StepwiseMachine.Workers);
            data.SetWeights(probe);
            return probe.Network.Core;
        }
    }

    /// <summary>What is wrong with the footprints of a network's steps.</summary>
    public static IReadOnlyCollection<string> Problems(StepwiseNetwork network, NetworkData data)
    {
        var run = new FootprintRun(network, data);
        bool canTrain = NetworkCheck.CanTrain(network.Network.Graph, data.Batch);
        foreach (bool accumulate in (bool[])[false, true])
            foreach (CompiledProgram program in network.Plan.Programs)
                if (program.Spec.IsTraining ? canTrain : !accumulate) run.Run(program, accumulate);
        return run._machine.Problems;
    }

    private void Run(CompiledProgram program, bool accumulate)
    {
        Dictionary<int, Region> spans = Spans(program), expected = Spans(program);
        _machine.Bind(spans);
        Call(_expected, program, accumulate, expected);
        Call(_core, program, accumulate, spans);
        if (_machine.Problems.Count > 0) return;
        foreach ((int slot, Region span) in spans) Same(expected[slot].Memory, span.Memory, span.Name);
        Same(MemoryMarshal.AsBytes(_expected.Losses), MemoryMarshal.AsBytes(_core.Losses), "losses");
        Same(MemoryMarshal.AsBytes(_expected.State), MemoryMarshal.AsBytes(_core.State), "state");
        Same(MemoryMarshal.AsBytes(_expected.Gradients), MemoryMarshal.AsBytes(_core.Gradients), "gradients");

        void Same(ReadOnlySpan<byte> wanted, ReadOnlySpan<byte> actual, string what) =>
            Assert.True(
                wanted.SequenceEqual(actual), $"{_network}, {program.Spec.Name}: the {what} differ from those of steps on memory that is left as it is.");
    }

    private void Call(NetworkCore core, CompiledProgram program, bool accumulate, Dictionary<int, Region> spans)
    {
        (core.Accumulate, core.Scale) = (accumulate, 1);
        ReadOnlySpan<byte> At(int slot) => spans.TryGetValue(slot, out Region? span) ? span.Memory[Region.Guard..^Region.Guard] : default;
        core.Execute(
            program.Number, _data.Batch, At(0), At(1), At(2), At(3), At(4), At(5), At(6), At(7), At(8), At(9), At(10), At(11), At(12), At(13), At(14), At(15));
    }

    /// <summary>The caller's spans of a program: inputs with their data, outputs with what no step gives.</summary>
    private Dictionary<int, Region> Spans(CompiledProgram program)
    {
        Dictionary<string, double[]> bindings = ReferenceRun.WithOutputGradients(_network.Network.Graph, _data.Batch, _data.Bindings);
        var spans = new Dictionary<int, Region>();
        foreach (Plan plan in program.First is { } first ? new[] { first.Plan, program.Plan } : [program.Plan])
        {
            foreach ((Value value, Storage storage) in plan.Storage.Where(item => item.Value.Block == Block.Caller && IsOfCall(program, plan, item.Key)))
            {
                string name = plan.Slots.First(slot => slot.Value == storage.Offset && IsName(plan, value, slot.Key)).Key;
                byte[] content = plan.Graph[value].Op is Input && bindings.TryGetValue(name, out double[]? numbers)
                    ? Bytes(plan.Graph.TypeOf(value).Element, _data.AsCaller(name, numbers))
                    : [.. Enumerable.Repeat<byte>(0x55, _data.Batch * (int)storage.Stride)];
                spans.TryAdd((int)storage.Offset, Region.Caller(name, content));
            }
        }

        return spans;
    }

    /// <summary>Whether a span is passed in this of two calls.</summary>
    private static bool IsOfCall(CompiledProgram program, Plan plan, Value value)
    {
        bool isOfSecond = plan.Graph[value].Op is Input input
            ? input.Role == InputRole.OutputGradient
            : plan.SegmentOf(value.Node) >= plan.ForwardSegments;
        return program.Spec.Continues is null ? !isOfSecond : isOfSecond;
    }

    private static bool IsName(Plan plan, Value value, string name) => plan.Graph[value].Op is Input input
        ? input.Identifier == name
        : plan.Graph.Results.Any(
            result => result.Value == value && (result.Kind == ResultKind.InputGradient ? result.Name + Result.GradientSuffix : result.Name) == name);

    private static byte[] Bytes(DType element, double[] numbers) => element switch
    {
        DType.Int32 => MemoryMarshal.AsBytes<int>([.. numbers.Select(x => (int)x)]).ToArray(),
        DType.UInt8 => [.. numbers.Select(x => (byte)x)],
        _ => MemoryMarshal.AsBytes<float>([.. numbers.Select(x => (float)x)]).ToArray(),
    };
}
