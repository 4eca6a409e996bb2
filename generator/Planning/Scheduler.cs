using Kiln.Generator.LaidOut;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// Cuts a graph into segments. List scheduling in graph order, except that a per-sample segment takes every per-sample node that is ready before it ends, so
/// that samples stay in cache for as long as possible. The forward part ends before the backward part begins, where the caller gives gradients of the outputs.
/// </summary>
internal sealed class Scheduler
{
    private readonly LaidOutGraph _graph;
    private readonly int[] _awaited;
    private readonly List<int>[] _followers;
    private readonly List<Segment> _segments = [];

    private Scheduler(LaidOutGraph graph)
    {
        _graph = graph;
        _awaited = new int[graph.Nodes.Count];
        _followers = [.. _awaited.Select(_ => new List<int>())];
    }

    /// <param name="graph">The graph to schedule.</param>
    /// <param name="order">Pairs of nodes whose second runs after the first, though it does not read from it.</param>
    public static (EquatableArray<int> PackSteps, EquatableArray<Segment> Segments, int ForwardSegments) Run(
        LaidOutGraph graph, IReadOnlyList<(int First, int Second)> order)
    {
        bool[] done = PackTime.Of(graph);
        int[] pack = [.. Enumerable.Range(0, done.Length).Where(i => done[i] && graph.Nodes[i].Op is not StoredOp)];
        foreach ((int input, _, _) in graph.All<Input>()) done[input] = true;

        var scheduler = new Scheduler(graph);
        for (int i = 0; i < done.Length; i++)
            foreach (Value input in graph.Nodes[i].Uses) scheduler.Await(input.Node, i, done);
        foreach ((int first, int second) in order) scheduler.Await(first, second, done);

        bool[] backward = BackwardPart.Of(graph);
        Ready[] parts = [new Ready(graph), new Ready(graph)];
        for (int i = 0; i < done.Length; i++)
            if (!done[i] && scheduler._awaited[i] == 0) parts[backward[i] ? 1 : 0].Add(i);
        scheduler.RunPart(parts, 0, backward);
        int forward = scheduler._segments.Count;
        scheduler.RunPart(parts, 1, backward);
        int stuck = Array.FindIndex(scheduler._awaited, count => count > 0);
        if (stuck >= 0) throw new InvalidOperationException($"{graph.Nodes[stuck].Name} never becomes ready.");
        return (pack.ToEquatableArray(), scheduler._segments.ToEquatableArray(), forward);
    }

    /// <summary>Work that is not done per sample: coupled over the batch, or a value that all samples share.</summary>
    private static bool RunsOnce(LaidOutNode node) => node.Implementation.IsOverBatch || !node.Outputs[0].Shape.DependsOnBatch;

    private void Await(int first, int second, bool[] done)
    {
        if (done[first] || done[second]) return;
        _awaited[second]++;
        _followers[first].Add(second);
    }

    private void RunPart(Ready[] parts, int part, bool[] backward)
    {
        while (parts[part].First() is { } next)
        {
            bool isOne = RunsOnce(_graph.Nodes[next]);
            var steps = new List<int>();
            for (int? step = next; step is { } ready; step = isOne ? null : parts[part].FirstPerSample())
            {
                Finish(ready, parts, backward);
                steps.Add(ready);
            }

            _segments.Add(new Segment(isOne ? SegmentKind.Batch : SegmentKind.PerSample, steps.ToEquatableArray()));
        }
    }

    private void Finish(int node, Ready[] parts, bool[] backward)
    {
        parts[backward[node] ? 1 : 0].Remove(node);
        foreach (int follower in _followers[node])
            if (--_awaited[follower] == 0) parts[backward[follower] ? 1 : 0].Add(follower);
    }

    /// <summary>The nodes of one part whose inputs are ready, by kind and in graph order.</summary>
    private sealed class Ready(LaidOutGraph graph)
    {
        private readonly SortedSet<int> _perSample = [], _coupled = [];

        public int? First() => _perSample.Count == 0 ? Lowest(_coupled) : _coupled.Count == 0 ? Lowest(_perSample) : Math.Min(_perSample.Min, _coupled.Min);

        public int? FirstPerSample() => Lowest(_perSample);
        public void Add(int node) => Of(node).Add(node);
        public void Remove(int node) => Of(node).Remove(node);

        private SortedSet<int> Of(int node) => RunsOnce(graph.Nodes[node]) ? _coupled : _perSample;

        private static int? Lowest(SortedSet<int> nodes) => nodes.Count == 0 ? null : nodes.Min;
    }
}
