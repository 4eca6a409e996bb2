using System.Reflection;
using Kiln.Generator.Emit;
using Kiln.Generator.Planning;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// Takes the place of a network's generated code in its core: it runs the same methods in the same order, but step by step, with two workers in turn.
/// </summary>
internal class StepwiseMachine : IGeneratedNetwork
{
    public const int Workers = 2;

    private readonly IGeneratedNetwork _inner;

    public StepwiseMachine(StepwiseNetwork network, NetworkCore core)
    {
        (Network, Core, _inner) = (network, core, CoreAccess.Network(core));
        CoreAccess.Network(core) = this;
    }

    protected StepwiseNetwork Network { get; }

    protected NetworkCore Core { get; }

    public virtual void Execute(int program, int batch)
    {
        CompiledProgram planned = Network.Plan.Programs[program];
        _inner.GetType().GetField(ExpressionText.Batch, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(_inner, (nint)batch);
        if (planned.First is { } first) Execute(first.Number, batch);
        IReadOnlyDictionary<int, PhaseCall[]> calls = PhaseCall.Of(_inner, Network.Stepwise.Programs[program], Network.SharedWork, batch);
        int[] samples = [.. Enumerable.Range(0, batch)];
        foreach (Segment segment in planned.Plan.Segments.Take(planned.EndSegment).Skip(planned.FirstSegment))
        {
            if (segment.Kind == SegmentKind.Batch) Run(planned, segment.Steps[0], calls[segment.Steps[0]], samples, slot: 0);
            else
            {
                foreach (int sample in samples)
                    foreach (int step in segment.Steps) Run(planned, step, calls[step], [sample], sample % Workers);
            }
        }
    }

    public virtual void Pack(int program)
    {
        int block = Network.Plan.Programs[program].Packed;
        foreach (PackingGroup group in Network.Plan.Packed.Groups.Where(group => group.Users.Contains(program)))
        {
            PackMethod[] methods = [.. PackEmitter.NamesOf(group).Select(name =>
                _inner.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<PackMethod>(_inner))];
            Pack(program, group, new PhaseCall(1, WorkerHasSlot: false, (_, _, _, _, _) =>
            {
                foreach (PackMethod method in methods) method(ref Core.Packed(block));
            }));
        }
    }

    public void Run(int segment, int worker, int first, int last) => throw new NotSupportedException();

    /// <summary>Runs the phases of a step for some samples, whose values lie in a worker's slot if they live there.</summary>
    protected virtual void Run(CompiledProgram program, int step, IReadOnlyList<PhaseCall> phases, IReadOnlyList<int> samples, int slot)
    {
        foreach (PhaseCall phase in phases) phase.Run(worker: slot, slot, samples[0], 0, phase.Items);
    }

    /// <summary>Runs the packing that the same programs share.</summary>
    protected virtual void Pack(int program, PackingGroup group, PhaseCall call) => call.Run(0, 0, 0, 0, 1);

    private delegate void PackMethod(ref float packed);
}
