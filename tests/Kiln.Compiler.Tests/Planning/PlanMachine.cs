using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>
/// Runs a plan on a memory that remembers, for every element of the arena, which value of which sample was written there last. A step that reads anything
/// but what its input's producer wrote, writes over an operand that it may not overwrite, or leaves its region is a defect of the plan. An op that goes through
/// rows may write over an input, and is run row by row: what it has still to read must be there after each row that it stores.
/// </summary>
internal sealed class PlanMachine
{
    private const int Batch = 3, Capacity = 4, Workers = 2, MaximumOutputs = 8;

    private readonly Plan _plan;
    private readonly int[] _owner;
    private readonly PlanCells _cells;
    private readonly List<string> _problems = [];
    private bool _isBackward;

    private PlanMachine(Plan plan)
    {
        _plan = plan;
        _cells = new PlanCells(plan);
        _owner = new int[plan.ArenaBytes(Capacity, Workers) / _cells.Unit];
    }

    /// <summary>The problems of the plan; samples run one after another, in either order, and step by step side by side.</summary>
    public static IReadOnlyList<string> Problems(Plan plan)
    {
        int[] ascending = [0, 1, 2], descending = [2, 1, 0];
        return [.. Run(plan, ascending, sideBySide: false).Concat(Run(plan, descending, sideBySide: false))
            .Concat(Run(plan, ascending, sideBySide: true)).Distinct()];
    }

    private static List<string> Run(Plan plan, int[] samples, bool sideBySide)
    {
        var machine = new PlanMachine(plan);
        machine.CheckRegions();
        if (machine._problems.Count > 0) return machine._problems;
        for (int i = 0; i < plan.Segments.Count; i++)
        {
            Segment segment = plan.Segments[i];
            machine._isBackward = i >= plan.ForwardSegments;
            if (segment.Kind == SegmentKind.Batch)
            {
                Assert.Single(segment.Steps);
                machine.Step(segment.Steps[0], samples, worker: 0, perSample: false);
            }
            else if (sideBySide)
            {
                // Two workers at a time, each with its own scratch memory; a third sample waits for the first one's worker.
                foreach (int[] pair in samples.Chunk(Workers))
                    foreach (int step in segment.Steps)
                        for (int worker = 0; worker < pair.Length; worker++) machine.Step(step, [pair[worker]], worker, perSample: true);
            }
            else
            {
                foreach (int sample in samples)
                    foreach (int step in segment.Steps) machine.Step(step, [sample], sample % Workers, perSample: true);
            }
        }

        return machine._problems;
    }

    private void CheckRegions()
    {
        foreach ((Value value, Storage storage) in _plan.Storage)
        {
            long room = storage.Block switch
            {
                Block.Fixed => _plan.FixedBytes,
                Block.PerSample => _plan.PerSampleBytes,
                Block.Worker => _plan.PerWorkerBytes,
                Block.Packed => _plan.PackedBytes,
                _ => long.MaxValue,
            };
            if (storage.Offset < 0 || storage.Offset + (storage.Block == Block.Caller ? 0 : storage.Stride) > room)
                _problems.Add($"{Name(value)} at {storage.Offset} with {storage.Stride} bytes leaves its region of {room}.");
            if (storage.Block is Block.Fixed or Block.PerSample or Block.Worker or Block.Packed && storage.Offset % Storage.Line != 0)
                _problems.Add($"{Name(value)} at {storage.Offset} is not aligned to 64 bytes.");
            if (storage.Block is Block.PerSample or Block.Worker && !_plan.Graph.TypeOf(value).Shape.DependsOnBatch)
                _problems.Add($"{Name(value)} does not depend on the batch but lives for each sample.");
        }

        (long Offset, long End, Value Value)[] packed = [.. _plan.Storage.Where(item => item.Value.Block == Block.Packed)
            .Select(item => (item.Value.Offset, item.Value.Offset + item.Value.Stride, item.Key))
            .OrderBy(item => item.Offset)];
        foreach (((long, long End, Value Value) left, (long Offset, long, Value Value) right) in packed.Zip(packed.Skip(1)))
            if (left.End > right.Offset && !IsSamePacking(left.Value, right.Value)) _problems.Add($"{Name(left.Value)} and {Name(right.Value)} overlap in Packed.");
    }

    /// <summary>Whether two values are packed once: nodes that compute the same from the same.</summary>
    private bool IsSamePacking(Value left, Value right)
    {
        (GraphNode one, GraphNode other) = (_plan.Graph[left], _plan.Graph[right]);
        return left.Output == right.Output && _plan.Storage[left] == _plan.Storage[right] && one.Op == other.Op
            && one.Inputs.Zip(other.Inputs).All(pair => pair.First == pair.Second || IsSamePacking(pair.First, pair.Second));
    }

    private void Step(int step, int[] samples, int worker, bool perSample)
    {
        LaidOutNode node = _plan.Graph.Nodes[step];
        foreach (Value input in node.Inputs) Read(step, input, samples, worker, perSample);
        for (int output = 0; output < node.Outputs.Count; output++) Write(step, new Value(step, output), samples, worker, perSample);
        for (int output = 0; output < node.Outputs.Count; output++) Read(step, new Value(step, output), samples, worker, perSample);
    }

    private void Read(int step, Value value, int[] samples, int worker, bool perSample)
    {
        Storage storage = _plan.Storage[value];
        if (_isBackward && storage.Block == Block.Caller && _plan.Graph[value].Op is Input { Role: not InputRole.OutputGradient })
            _problems.Add($"{Name(step)} reads {Name(value)} of the caller when only Backward's spans are there.");
        if (storage.Block == Block.Worker && !perSample) _problems.Add($"{Name(step)} takes the whole batch but {Name(value)} lives within a sample.");
        foreach (int sample in samples)
        {
            if (Start(value, sample, worker) is not { } start) continue;
            foreach ((int cell, Value owner) in _cells.Owners(value))
            {
                if (_owner[start + cell] == Id(owner, sample)) continue;
                _problems.Add($"{Name(step)} finds {NameOf(_owner[start + cell])} where {Name(owner)} of sample {sample} should be, in {Name(value)}.");
                break;
            }
        }
    }

    private void Write(int step, Value value, int[] samples, int worker, bool perSample)
    {
        LaidOutNode node = _plan.Graph.Nodes[step];
        Storage storage = _plan.Storage[value];
        if (perSample && storage.Block is Block.Fixed or Block.Gradients or Block.State or Block.Losses && node.Outputs[value.Output].Shape.Leading == 0)
        {
            if (perSample) _problems.Add($"{Name(step)} writes {storage.Block} once for each sample.");
        }

        foreach (int sample in samples)
        {
            if (Start(value, sample, worker) is not { } start) continue;
            HashSet<int> written = [.. _cells.Written(value).Select(cell => start + cell)];
            for (int input = 0; input < node.Inputs.Count; input++)
                foreach (int other in samples)
                {
                    if (node.Implementation.HoldsInput(input) || Start(node.Inputs[input], other, worker) is not { } read) continue;
                    bool overlaps = written.Count > 0 && _cells.Owners(node.Inputs[input]).Keys.Any(cell => written.Contains(read + cell));
                    bool allowed = node.MayOverwrite(input)
                        && value.Output == 0
                        && (sample == other || !node.Outputs[0].Shape.DependsOnBatch)
                        && read == start
                        && node.Inputs.Count(i => i == node.Inputs[input]) == 1;
                    if (!overlaps || allowed) continue;
                    if (sample == other && node.OrderOfRows(input, _plan.Graph) is { } rows) WriteRows(step, input, rows, sample, start, read);
                    else _problems.Add($"{Name(step)} writes over its input {Name(node.Inputs[input])}.");
                }

            foreach (int cell in written) _owner[cell] = Id(value, sample);
        }
    }

    /// <summary>
    /// Stores a result row by row over an input, and looks after each row whether the rows that are read from then on are still there. A row of the input is
    /// looked at after the last row of the result before which it is not read to its end.
    /// </summary>
    private void WriteRows(int step, int input, RowOrder rows, int sample, int start, int read)
    {
        Value source = _plan.Graph.Nodes[step].Inputs[input];
        Dictionary<int, Value> owners = _cells.Owners(source);
        int[] written = _cells.Written(new Value(step));
        for (int row = 0; row < rows.OutputRows; row++)
        {
            foreach (int cell in written.Where(cell => cell / (rows.OutputBytes / _cells.Unit) == row)) _owner[start + cell] = Id(new Value(step), sample);
            int first = Math.Clamp(rows.NextInput(row), 0, rows.InputRows);
            int next = row + 1 < rows.OutputRows ? Math.Clamp(rows.NextInput(row + 1), 0, rows.InputRows) : rows.InputRows;
            for (long cell = first * rows.InputBytes / _cells.Unit; cell < next * rows.InputBytes / _cells.Unit; cell++)
            {
                if (!owners.TryGetValue((int)cell, out Value? owner) || _owner[read + cell] == Id(owner, sample)) continue;
                _problems.Add($"{Name(step)} stores row {row} over {Name(source)} before it has read that.");
                return;
            }
        }
    }

    /// <summary>Where the buffer of a value begins for one sample; null if it is not in the arena.</summary>
    private int? Start(Value value, int sample, int worker) => (int?)(_cells.Start(_plan.Storage[value], Capacity, sample, worker) / _cells.Unit);

    private int Id(Value value, int sample) =>
        (((value.Node * MaximumOutputs) + value.Output) * (Batch + 1)) + (_plan.Storage[value].Block == Block.Fixed ? 0 : sample) + 1;

    private string NameOf(int id)
    {
        if (id == 0) return "nothing";
        int value = (id - 1) / (Batch + 1);
        return $"{Name(new Value(value / MaximumOutputs, value % MaximumOutputs))} of sample {(id - 1) % (Batch + 1)}";
    }

    private string Name(Value value) => FormattableString.Invariant($"%{value.Node}.{value.Output} {_plan.Graph[value].Name}");

    private string Name(int step) => FormattableString.Invariant($"%{step} {_plan.Graph.Nodes[step].Description}");
}
