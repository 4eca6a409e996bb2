using System.Runtime.InteropServices;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// Runs a network step by step as <see cref="StepCheck"/> prescribes: on a memory that holds nothing but what the step reads. Beside it the results are
/// carried on.
/// </summary>
internal sealed class FootprintMachine : StepwiseMachine
{
    /// <summary>The samples for which there is room.</summary>
    public const int Capacity = 4;

    /// <summary>Problems that are told of one network.</summary>
    private const int MostProblems = 10;

    private readonly Dictionary<Block, Region> _blocks = [];
    private readonly Dictionary<int, (AlignedBlock Block, Region Region)> _arenas = [], _packed = [];
    private readonly Dictionary<int, ValuePlaces> _places = [];
    private readonly List<string> _problems = [];
    private IReadOnlyDictionary<int, Region> _spans = new Dictionary<int, Region>();
    private IReadOnlyList<Region> _memory = [];

    public FootprintMachine(StepwiseNetwork network, NetworkCore core)
        : base(network, core)
    {
        _blocks[Block.Parameters] = Region.Plain("parameters", () => Region.Bytes(ref core.ParameterBlock, core.Parameters.Length));
        _blocks[Block.State] = Region.Plain("state", () => Region.Bytes(ref core.StateBlock, core.State.Length));
        _blocks[Block.Losses] = Region.Plain("losses", () => MemoryMarshal.AsBytes(core.Losses));
        (CoreAccess.Gradients(core), _blocks[Block.Gradients]) = Guarded("gradients", sizeof(float) * (long)core.Parameters.Length);
        foreach (CompiledProgram program in network.Plan.Programs)
        {
            if (program.OwnsPacked) _packed[program.Number] = Guarded("packed weights", program.Plan.PackedBytes);
            if (program.OwnsArena) _arenas[program.Number] = Guarded("arena", program.Plan.ArenaBytes(Capacity, Workers));
            _places[program.Number] = new ValuePlaces(program.Plan, storage => RegionOf(program, storage), Capacity);
        }

        foreach ((int number, (AlignedBlock block, _)) in _arenas) CoreAccess.Arenas(core)[number] = block;
        foreach ((_, Region region) in _packed.Values) Region.Fill(region.Memory, StepCheck.Untouched);
    }

    /// <summary>What is wrong, as far as programs have run.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>The caller's spans of the calls that follow, by the slots of their program.</summary>
    public void Bind(IReadOnlyDictionary<int, Region> spans) => _spans = spans;

    public override void Execute(int program, int batch)
    {
        CompiledProgram planned = Network.Plan.Programs[program];
        Region arena = _arenas[planned.Arena].Region;
        if (planned.Spec.Continues is null) Region.Fill(arena.Memory, StepCheck.Untouched);
        On(planned, [.. _blocks.Values, arena, _packed[planned.Packed].Region, .. _spans.Values], () => base.Execute(program, batch));
    }

    public override void Pack(int program)
    {
        CompiledProgram planned = Network.Plan.Programs[program];
        On(planned, [_packed[planned.Packed].Region, _blocks[Block.Parameters], _blocks[Block.State]], () => base.Pack(program));
    }

    protected override void Run(CompiledProgram program, int step, IReadOnlyList<PhaseCall> phases, IReadOnlyList<int> samples, int slot)
    {
        (Plan plan, ValuePlaces places) = (program.Plan, _places[program.Number]);
        // Others have written the result where it lies.
        if (plan.Graph.Nodes[step].IsWrittenByOthers) return;
        IEnumerable<Run> workspaces = plan.Workspaces.TryGetValue(step, out Storage? workspace)
            ? Enumerable.Range(0, Workers).Select(worker => places.Scratch(workspace, worker))
            : [];
        Footprint footprint = Footprint.Of(plan, places, step, samples, slot, Core.Accumulate);
        new StepCheck(_memory, footprint, [.. workspaces], (what, where) => Report(
            $"{NameOf(program, step)} {what} {PlaceOf(program, step, samples, slot, where)}")).Run(phases, samples[0], slot);
    }

    protected override void Pack(int program, PackingGroup group, PhaseCall call)
    {
        CompiledProgram packing = Network.Plan.Programs[program];
        Footprint[] steps = [.. group.Steps.Select(item =>
        {
            Plan plan = Network.Plan.Programs[item.Program].Plan;
            var places = new ValuePlaces(plan, storage => RegionOf(packing, storage), Capacity);
            Footprint footprint = Footprint.Of(plan, places, item.Step, [0], slot: 0, accumulates: false);
            return plan.Workspaces.TryGetValue(item.Step, out Storage? workspace)
                ? footprint with { Writes = new RunSet([.. footprint.Writes.Runs, places.Scratch(workspace, 0)]) }
                : footprint;
        })];
        new StepCheck(_memory, Footprint.OfPacking(steps), [], (what, where) => Report(
            $"the packing for {group.Name} {what} {PlaceOf(packing, group, where)}")).Run([call], 0, 0);
    }

    /// <summary>Runs a part of a program on memory whose present content is given, and leaves there what has been computed.</summary>
    private void On(CompiledProgram program, IReadOnlyList<Region> memory, Action run)
    {
        CoreAccess.Packed(Core)[program.Packed] = _packed[program.Packed].Block;
        foreach (Region region in memory) region.Memory.CopyTo(region.Truth);
        (IReadOnlyList<Region> before, _memory) = (_memory, memory);
        run();
        _memory = before;
        foreach (Region region in memory) region.Truth.CopyTo(region.Memory);
    }

    private Region RegionOf(CompiledProgram program, Storage storage) => storage.Block switch
    {
        Block.Fixed or Block.PerSample or Block.Worker => _arenas[program.Arena].Region,
        Block.Packed => _packed[program.Packed].Region,
        Block.Caller => _spans[(int)storage.Offset],
        _ => _blocks[storage.Block],
    };

    private static (AlignedBlock, Region) Guarded(string name, long bytes)
    {
        AlignedBlock block = CoreAccess.Guarded(Storage.Floats(bytes));
        return (block, Region.Guarded(name, block));
    }

    private static string NameOf(CompiledProgram program, int step) => FormattableString.Invariant(
        $"{program.Spec.Name}, %{step} {program.Plan.Graph.Nodes[step].Name} {program.Plan.Graph.Nodes[step].Description}");

    /// <summary>A place by the value that is packed there.</summary>
    private string PlaceOf(CompiledProgram packing, PackingGroup group, Run where)
    {
        foreach ((int program, int step) in group.Steps)
        {
            Plan plan = Network.Plan.Programs[program].Plan;
            foreach (Value value in Footprint.Outputs(plan, step))
            {
                Storage storage = plan.Storage[value];
                long at = where.Start - where.Region.Origin - storage.Offset;
                if (at < 0 || at >= storage.Stride) continue;
                return FormattableString.Invariant(
                    $"{NameOf(Network.Plan.Programs[program], step)}: float {at / sizeof(float)} of {plan.Graph[value].ElementsOf(value.Output)} ({where})");
            }
        }

        return where.ToString();
    }

    /// <summary>A place by the value of the step that begins last before it.</summary>
    private string PlaceOf(CompiledProgram program, int step, IReadOnlyList<int> samples, int slot, Run where)
    {
        Plan plan = program.Plan;
        (int nearest, string place) = (-1, where.ToString());
        foreach (Value value in plan.Graph.Nodes[step].Inputs.Concat(Footprint.Outputs(plan, step)))
            foreach (int sample in samples)
            {
                Run[] runs = [.. new RunSet(_places[program.Number].Elements(value, sample, slot)).Runs.Where(run => run.Region == where.Region)];
                if (runs.Length == 0 || runs[0].Start > where.Start || runs[0].Start <= nearest) continue;
                nearest = runs[0].Start;
                (int at, int end) = ((where.Start - nearest) / sizeof(float), (runs[^1].End - nearest) / sizeof(float));
                place = FormattableString.Invariant($"%{value.Node}.{value.Output} {plan.Graph[value].Name}, sample {sample}: float {at} of {end} ({where})");
            }

        return place;
    }

    private void Report(string problem)
    {
        if (_problems.Count < MostProblems) _problems.Add($"{Network}, {problem}.");
    }
}
