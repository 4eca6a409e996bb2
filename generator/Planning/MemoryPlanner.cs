using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// Liveness and addresses. A value whose producer and consumers share one per-sample segment lives in the worker's scratch memory;
/// one that crosses segments lives for every sample; values without a batch live once. An element-wise
/// result, a kernel's epilogue included, takes the memory of an operand that dies.
/// </summary>
internal sealed class MemoryPlanner
{
    private readonly LaidOutGraph _graph;
    private readonly EquatableArray<Segment> _segments;
    private readonly Dictionary<int, int> _segmentOf = [];
    private readonly Dictionary<int, int> _stepOf = [];
    private readonly Dictionary<Value, List<int>> _users = [];
    private readonly Dictionary<Value, Storage> _storage = [];
    private readonly Dictionary<int, Storage> _workspaces = [];
    private readonly Dictionary<int, Storage> _partialSums = [];
    private readonly Dictionary<string, int> _slots = [];
    private readonly int[] _partSlots = new int[2];
    private readonly bool[] _backward;
    private readonly SharedBuffers _buffers;

    private MemoryPlanner(LaidOutGraph graph, SharedBuffers buffers, EquatableArray<Segment> segments)
    {
        _graph = graph;
        _buffers = buffers;
        _segments = segments;
        _backward = BackwardPart.Of(graph);
        for (int segment = 0; segment < segments.Count; segment++)
            for (int step = 0; step < segments[segment].Steps.Count; step++)
                (_segmentOf[segments[segment].Steps[step]], _stepOf[segments[segment].Steps[step]]) = (segment, step);
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (Value input in graph.Nodes[i].Uses)
            {
                if (!_users.TryGetValue(input, out List<int>? users)) _users[input] = users = [];
                users.Add(i);
            }
    }

    /// <param name="graph">A graph whose layouts are decided.</param>
    /// <param name="blocks">Where parameters, states and losses are.</param>
    /// <param name="packed">Where a packed value is; the workspace of a packing comes behind its outputs.</param>
    /// <param name="slots">Slots that values of some names have already.</param>
    public static Plan Run(LaidOutGraph graph, BlockLayout blocks, Func<Value, Storage> packed, IReadOnlyDictionary<string, int>? slots = null)
    {
        var buffers = new SharedBuffers(graph);
        (EquatableArray<int> packSteps, EquatableArray<Segment> segments, int forward) = Scheduler.Run(graph, buffers.Order);
        var planner = new MemoryPlanner(graph, buffers, segments);
        foreach (KeyValuePair<string, int> slot in slots ?? new Dictionary<string, int>()) planner._slots.Add(slot.Key, planner._partSlots[0]++);
        planner.PlaceNamed(blocks);
        foreach (int step in packSteps)
        {
            int outputs = graph.Nodes[step].Outputs.Count;
            for (int output = 0; output < outputs; output++) planner._storage[new Value(step, output)] = packed(new Value(step, output));
            if (planner.WorkspaceOf(step) > 0) planner._workspaces[step] = packed(new Value(step, outputs));
        }

        long perWorker = planner.PlaceWorker();
        (long fixedBytes, long perSample) = planner.PlaceShared();
        return new Plan(
            graph, packSteps, segments, forward, planner._storage, planner._workspaces, planner._partialSums, planner._slots, fixedBytes, perSample, perWorker,
            0);
    }

    /// <summary>Bytes of one sample of the buffer in which a value lies.</summary>
    private long BytesOf(Value value) => _buffers.MembersOf(value).Max(member =>
    {
        LaidOutType type = _graph.LaidOut(member);
        return type.Shape.Leading != 0
            ? type.Shape.Rows(1) * Geometry.BufferElements(type) * type.Element.Size()
            : Storage.Lines(_graph[member].ElementsOf(member.Output), type.Element);
    });

    /// <summary>Values that have a name outside the program: the caller's spans, parameters, states, gradients, losses.</summary>
    private void PlaceNamed(BlockLayout blocks)
    {
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            LaidOutNode node = _graph.Nodes[i];
            TensorType type = node.Outputs[0];
            long stride = (long)type.Shape.Leading * type.Shape.ElementCount * type.Element.Size();
            if (node.Op is Input input) _storage[new Value(i)] = new(Block.Caller, Slot(input.Identifier, i), stride, 0, 0);
            else if (node.Op is StoredOp stored && BlockLayout.BlockOf(stored) is var block)
                _storage[new Value(i)] = new(block, blocks.OffsetOf(block, node.Name), stride, 0, 0);
        }

        foreach (Result result in _graph.Results)
        {
            LaidOutType type = _graph.LaidOut(result.Value);
            long stride = (long)type.Shape.Leading * type.Shape.ElementCount * type.Element.Size();
            _storage[result.Value] = result.Kind switch
            {
                ResultKind.Output => new(Block.Caller, Slot(result.Name, result.Value.Node), stride, 0, 0),
                ResultKind.InputGradient => new(Block.Caller, Slot(result.Name + Result.GradientSuffix, result.Value.Node), stride, 0, 0),
                ResultKind.ParameterGradient => new(Block.Gradients, blocks.OffsetOf(Block.Parameters, result.Name), 0, 0, 0),
                ResultKind.StateUpdate => new(Block.State, blocks.OffsetOf(Block.State, result.Name), 0, 0, 0),
                _ => new(Block.Losses, blocks.LossOf(result.Name), 0, 0, 0),
            };
        }
    }

    /// <summary>The next free slot of the part, forward or backward, that a node belongs to: each is a call with spans of its own.</summary>
    private int Slot(string name, int node)
    {
        if (_slots.TryGetValue(name, out int slot)) return slot;
        slot = _partSlots[_backward[node] ? 1 : 0]++;
        _slots.Add(name, slot);
        return slot;
    }

    private long PlaceWorker()
    {
        long size = 0;
        for (int segment = 0; segment < _segments.Count; segment++)
        {
            bool isPerSample = _segments[segment].Kind == SegmentKind.PerSample;
            IEnumerable<int> steps = _segments[segment].Steps;
            List<Scratch> scratch = [.. steps.Select(step => new Scratch(step, _stepOf[step], WorkspaceOf(step), _workspaces))];
            if (isPerSample) scratch.AddRange(steps.Select(step => new Scratch(step, _stepOf[step], PartialSumsOf(step), _partialSums)));
            List<Value> values = !isPerSample ? [] :
                [.. Produced(segment).Where(value => !_storage.ContainsKey(value) && _buffers.MembersOf(value).All(member => IsWithin(member, segment)))];
            size = Math.Max(
                size,
                Place(values, Block.Worker, value => _stepOf[value.Node], value => Users(value).Append(value.Node).Max(user => _stepOf[user]), scratch));
        }

        return size;
    }

    /// <summary>Whether a value is made and read in one segment; a value that nobody reads, though its op must write it, is scratch memory of the op.</summary>
    private bool IsWithin(Value value, int segment) =>
        _segmentOf[value.Node] == segment
        && (Users(value).Count > 0 ? Users(value).All(user => _segmentOf[user] == segment) : !_graph[value].Implementation.IsOptional(value.Output));

    private (long Fixed, long PerSample) PlaceShared()
    {
        var values = new List<Value>();
        for (int segment = 0; segment < _segments.Count; segment++)
            foreach (Value value in Produced(segment))
            {
                if (_storage.ContainsKey(value)) continue;
                if (Users(value).Count == 0 && _graph[value].Implementation.IsOptional(value.Output)) _storage[value] = new(Block.None, 0, 0, 0, 0);
                else values.Add(value);
            }

        int Last(Value value) => Users(value).Count == 0 ? _segmentOf[value.Node] : Users(value).Max(user => _segmentOf[user]);
        IEnumerable<Scratch> partialSums = _segments.Where(segment => segment.Kind == SegmentKind.Batch).SelectMany(segment => segment.Steps)
            .Select(step => new Scratch(step, _segmentOf[step], PartialSumsOf(step), _partialSums));
        long fixedBytes = Place(
            [.. values.Where(value => !_graph.TypeOf(value).Shape.DependsOnBatch)], Block.Fixed, value => _segmentOf[value.Node], Last, partialSums);
        long perSample = Place(
            [.. values.Where(value => _graph.TypeOf(value).Shape.DependsOnBatch)], Block.PerSample, value => _segmentOf[value.Node], Last, []);
        return (fixedBytes, perSample);
    }

    private IEnumerable<Value> Produced(int segment) =>
        _segments[segment].Steps.SelectMany(step => Enumerable.Range(0, _graph.Nodes[step].Outputs.Count).Select(output => new Value(step, output)));

    private List<int> Users(Value value) => _users.TryGetValue(value, out List<int>? users) ? users : [];

    /// <summary>Bytes of a step's workspace.</summary>
    private long WorkspaceOf(int step) => _graph.Nodes[step].WorkspaceBytes(_graph);

    /// <summary>Bytes of a step's partial sums.</summary>
    private long PartialSumsOf(int step) => _graph.Nodes[step].PartialSums(_graph).AllFloats * sizeof(float);

    /// <summary>Memory that a step needs only while it runs, at one time of its block, and where its place is noted.</summary>
    private readonly record struct Scratch(int Step, int Time, long Bytes, Dictionary<int, Storage> Places);

    /// <summary>Gives offsets to values of one block, and to what steps need besides; values that share memory are one request.</summary>
    private long Place(List<Value> values, Block block, Func<Value, int> first, Func<Value, int> last, IEnumerable<Scratch> further)
    {
        Scratch[] scratch = [.. further.Where(item => item.Bytes > 0)];
        var members = new List<List<Value>>();
        var groupOf = new Dictionary<Value, int>();
        foreach (Value value in values)
        {
            if ((TakesOver(value, groupOf)
                ?? _buffers.MembersOf(value).Cast<Value?>().FirstOrDefault(member => groupOf.ContainsKey(member!.Value))) is { } other)
            {
                groupOf[value] = groupOf[other];
                members[groupOf[other]].Add(value);
                continue;
            }

            groupOf[value] = members.Count;
            members.Add([value]);
        }

        List<Allocator.Request> requests =
            [.. members.Select(group => new Allocator.Request(Storage.Align(group.Max(BytesOf)), group.Min(first), group.Max(last))),
                .. scratch.Select(item => new Allocator.Request(item.Bytes, item.Time, item.Time))];
        (long[] offsets, long size) = Allocator.Run(requests);
        foreach (Value value in values)
            _storage[value] = new(block, offsets[groupOf[value]], BytesOf(value), first(value), last(value));
        for (int i = 0; i < scratch.Length; i++)
            scratch[i].Places[scratch[i].Step] = new(block, offsets[members.Count + i], scratch[i].Bytes, scratch[i].Time, scratch[i].Time);
        return size;
    }

    private (int Segment, int Step) Time(int node) => (_segmentOf[node], _stepOf[node]);

    /// <summary>The first input whose memory the op may overwrite, if this op is its last reader and both are of one block and size.</summary>
    private Value? TakesOver(Value value, Dictionary<Value, int> groupOf)
    {
        LaidOutNode node = _graph[value];
        if (value.Output != 0 || _buffers.MembersOf(value).Count > 1) return null;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            Value input = node.Inputs[i];
            bool free = node.MayOverwrite(i) && _buffers.MembersOf(input).Count == 1 && groupOf.ContainsKey(input)
                && Users(input).All(user => Time(user).CompareTo(Time(value.Node)) <= 0) && _graph.LaidOut(input) == _graph.LaidOut(value)
                && node.Inputs.Count(other => other == input) == 1;
            if (free) return input;
        }

        return null;
    }
}
