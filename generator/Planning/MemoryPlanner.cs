using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// Liveness and addresses. A value whose producer and consumers share one per-sample segment lives in the worker's scratch memory; one that crosses segments
/// lives for every sample; values without a batch live once. An element-wise result, a kernel's epilogue included, takes the memory of an operand that dies.
/// </summary>
internal sealed class MemoryPlanner
{
    private readonly LaidOutGraph _graph;
    private readonly EquatableArray<Segment> _segments;
    private readonly Dictionary<int, int> _segmentOf = [];
    private readonly Dictionary<int, int> _stepOf = [];
    private readonly ILookup<Value, int> _users;
    private readonly Dictionary<Value, Storage> _storage = [];
    private readonly Dictionary<int, Storage> _workspaces = [];
    private readonly Dictionary<int, Storage> _partialSums = [];
    private readonly Dictionary<string, int> _slots = [];
    private readonly int[] _partSlots = new int[2];
    private readonly bool[] _backward;
    private readonly SharedBuffers _buffers;

    private MemoryPlanner(LaidOutGraph graph, SharedBuffers buffers, EquatableArray<Segment> segments)
    {
        (_graph, _buffers, _segments) = (graph, buffers, segments);
        _backward = BackwardPart.Of(graph);
        for (int segment = 0; segment < segments.Count; segment++)
            for (int step = 0; step < segments[segment].Steps.Count; step++)
                (_segmentOf[segments[segment].Steps[step]], _stepOf[segments[segment].Steps[step]]) = (segment, step);
        _users = graph.UsersBy(node => node.Uses);
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
            long stride = Stride(node.Outputs[0]);
            if (node.Op is Input input) _storage[new Value(i)] = new(Block.Caller, Slot(input.Identifier, i), stride, 0, 0);
            else if (node.Op is StoredOp stored && BlockLayout.BlockOf(stored) is var block)
                _storage[new Value(i)] = new(block, blocks.OffsetOf(block, node.Name), stride, 0, 0);
        }

        foreach (Result result in _graph.Results)
        {
            long stride = Stride(_graph.TypeOf(result.Value));
            _storage[result.Value] = result.Kind switch
            {
                ResultKind.Output => new(Block.Caller, Slot(result.Name, result.Value.Node), stride, 0, 0),
                ResultKind.InputGradient => new(Block.Caller, Slot(result.Name + Result.GradientSuffix, result.Value.Node), stride, 0, 0),
                ResultKind.ParameterGradient => new(Block.Gradients, blocks.OffsetOf(Block.Parameters, result.Name), 0, 0, 0),
                ResultKind.StateUpdate => new(Block.State, blocks.OffsetOf(Block.State, result.Name), 0, 0, 0),
                _ => new(Block.Losses, blocks.LossOf(result.Name), 0, 0, 0),
            };
        }

        static long Stride(TensorType type) => (long)type.Shape.Leading * type.Shape.ElementCount * type.Element.Size();
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
            size = Math.Max(size, Place(values, Block.Worker, _stepOf, scratch));
        }

        return size;
    }

    /// <summary>Whether a value is made and read in one segment; a value that nobody reads, though its op must write it, is scratch memory of the op.</summary>
    private bool IsWithin(Value value, int segment) =>
        _segmentOf[value.Node] == segment
        && (_users[value].Any() ? _users[value].All(user => _segmentOf[user] == segment) : !_graph[value].Implementation.IsOptional(value.Output));

    private (long Fixed, long PerSample) PlaceShared()
    {
        List<Value> values = [.. Enumerable.Range(0, _segments.Count).SelectMany(Produced).Where(value => !_storage.ContainsKey(value))];
        foreach (Value value in values.Where(value => !_users[value].Any() && _graph[value].Implementation.IsOptional(value.Output)))
            _storage[value] = new(Block.None, 0, 0, 0, 0);
        values.RemoveAll(_storage.ContainsKey);
        IEnumerable<Scratch> partialSums = _segments.Where(segment => segment.Kind == SegmentKind.Batch).SelectMany(segment => segment.Steps)
            .Select(step => new Scratch(step, _segmentOf[step], PartialSumsOf(step), _partialSums));
        ILookup<bool, Value> ofBatch = values.ToLookup(value => _graph.TypeOf(value).Shape.DependsOnBatch);
        return (Place([.. ofBatch[false]], Block.Fixed, _segmentOf, partialSums), Place([.. ofBatch[true]], Block.PerSample, _segmentOf, []));
    }

    private IEnumerable<Value> Produced(int segment) =>
        _segments[segment].Steps.SelectMany(step => Enumerable.Range(0, _graph.Nodes[step].Outputs.Count).Select(output => new Value(step, output)));

    /// <summary>Bytes of a step's workspace, and of its partial sums.</summary>
    private long WorkspaceOf(int step) => _graph.Nodes[step].WorkspaceBytes(_graph);
    private long PartialSumsOf(int step) => _graph.Nodes[step].PartialSums(_graph).AllFloats * sizeof(float);

    /// <summary>Memory that a step needs only while it runs, at one time of its block, and where its place is noted.</summary>
    private sealed record Scratch(int Step, int Time, long Bytes, Dictionary<int, Storage> Places);

    /// <summary>
    /// Gives offsets to values of one block, which live from the time of their node to that of their last reader, and to what steps need besides; values that
    /// share memory are one request.
    /// </summary>
    private long Place(List<Value> values, Block block, Dictionary<int, int> timeOf, IEnumerable<Scratch> further)
    {
        int First(Value value) => timeOf[value.Node];
        int Last(Value value) => _users[value].Append(value.Node).Max(user => timeOf[user]);
        Scratch[] scratch = [.. further.Where(item => item.Bytes > 0)];
        var members = new List<List<Value>>();
        var groupOf = new Dictionary<Value, int>();
        foreach (Value value in values)
        {
            Value? other = TakesOver(value, groupOf) ?? _buffers.MembersOf(value).FirstOrDefault(groupOf.ContainsKey);
            int group = groupOf[value] = other is { } known ? groupOf[known] : members.Count;
            if (group == members.Count) members.Add([]);
            members[group].Add(value);
        }

        List<Allocator.Request> requests =
            [.. members.Select(group => new Allocator.Request(Storage.Align(group.Max(BytesOf)), group.Min(First), group.Max(Last))),
                .. scratch.Select(item => new Allocator.Request(item.Bytes, item.Time, item.Time))];
        // Where each sample has its own, a result of one may lie over what is still to be read of the next.
        for (int group = 0; block == Block.Worker && group < members.Count; group++)
            requests[group] = WithOverlap(requests[group], members[group], groupOf, timeOf, members);
        (long[] offsets, long size) = Allocator.Run(requests);
        foreach (Value value in values) _storage[value] = new(block, offsets[groupOf[value]], BytesOf(value), First(value), Last(value));
        for (int i = 0; i < scratch.Length; i++)
            scratch[i].Places[scratch[i].Step] = new(block, offsets[members.Count + i], scratch[i].Bytes, scratch[i].Time, scratch[i].Time);
        return size;
    }

    /// <summary>A request whose first value is made from one that nobody reads later: it may be written over that, as far behind as the op reads it.</summary>
    private Allocator.Request WithOverlap(
        Allocator.Request request, List<Value> group, Dictionary<Value, int> groupOf, Dictionary<int, int> timeOf, List<List<Value>> members)
    {
        Value made = group.First(value => timeOf[value.Node] == request.First);
        LaidOutNode node = _graph[made];
        for (int input = 0; input < node.OwnInputs && _buffers.MembersOf(made).Count == 1; input++)
        {
            Value read = node.Inputs[input];
            if (node.OrderOfRows(input, _graph) is not { } rows || !groupOf.TryGetValue(read, out int other)) continue;
            bool isLast = members[other].All(value => _buffers.MembersOf(value).Count == 1
                && _users[value].All(user => timeOf[user] < request.First || user == made.Node));
            if (isLast && node.Inputs.Count(value => value == read) == 1) return request with { Overwrites = other, Lead = AlignedUp(rows.Lead) };
        }

        return request;
    }

    /// <summary>The next whole number of lines, for numbers below zero, too.</summary>
    private static long AlignedUp(long bytes) => bytes >= 0 ? Storage.Align(bytes) : -(-bytes / Storage.Line * Storage.Line);

    private (int Segment, int Step) Time(int node) => (_segmentOf[node], _stepOf[node]);

    /// <summary>The first input whose memory the op may overwrite, if this op is its last reader and both are of one block and size.</summary>
    private Value? TakesOver(Value value, Dictionary<Value, int> groupOf)
    {
        LaidOutNode node = _graph[value];
        bool IsFree(Value input, int i) => node.MayOverwrite(i) && _buffers.MembersOf(input).Count == 1 && groupOf.ContainsKey(input)
            && _users[input].All(user => Time(user).CompareTo(Time(value.Node)) <= 0) && _graph.LaidOut(input) == _graph.LaidOut(value)
            && node.Inputs.Count(other => other == input) == 1;
        return value.Output != 0 || _buffers.MembersOf(value).Count > 1 ? null : node.Inputs.Where(IsFree).FirstOrDefault();
    }
}
