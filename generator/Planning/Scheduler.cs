using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// Cuts a graph into segments. List scheduling in graph order, except that a per-sample segment takes every per-sample node that is
/// ready before it ends, so that samples stay in cache for as many steps as possible. The forward part ends before the backward part
/// begins, where the caller gives the gradients of the outputs.
/// </summary>
internal static class Scheduler
{
    /// <param name="graph">The graph to schedule.</param>
    /// <param name="order">Pairs of nodes of which the second runs behind the first, though it reads nothing of it.</param>
    public static (EquatableArray<int> PackSteps, EquatableArray<Segment> Segments, int ForwardSegments) Run(Graph graph, IReadOnlyList<(int First, int Second)> order)
    {
        bool[] done = new bool[graph.Nodes.Count];
        ILookup<int, int> before = order.ToLookup(pair => pair.Second, pair => pair.First);
        var pack = new List<int>();
        for (int i = 0; i < done.Length; i++)
        {
            if (!IsPackTime(graph, i, done)) continue;
            done[i] = true;
            if (graph.Nodes[i].Op is not (Parameter or State or Input)) pack.Add(i);
        }

        bool[] backward = BackwardPart.Of(graph);
        var segments = new List<Segment>();
        Run(graph, done, before, index => !backward[index], segments);
        int forward = segments.Count;
        Run(graph, done, before, index => backward[index], segments);
        if (Array.IndexOf(done, false) is int stuck && stuck >= 0) throw new InvalidOperationException($"{graph.Nodes[stuck].Name} never becomes ready.");
        return (pack.ToEquatableArray(), segments.ToEquatableArray(), forward);
    }

    private static void Run(Graph graph, bool[] done, ILookup<int, int> before, Func<int, bool> belongs, List<Segment> segments)
    {
        while (NextReady(graph, done, before, belongs) is int next && next >= 0)
        {
            if (RunsOnce(graph.Nodes[next]))
            {
                done[next] = true;
                segments.Add(new Segment(SegmentKind.Batch, [next]));
                continue;
            }

            var steps = new List<int>();
            for (; next >= 0; next = NextReady(graph, done, before, index => belongs(index) && !RunsOnce(graph.Nodes[index])))
            {
                done[next] = true;
                steps.Add(next);
            }

            segments.Add(new Segment(SegmentKind.PerSample, steps.ToEquatableArray()));
        }
    }

    /// <summary>What is no work of single samples: coupled over the batch, or a value that all samples share.</summary>
    private static bool RunsOnce(GraphNode node) => node.Op.BatchCoupled || node.Outputs[0].Shape.Leading == 0;

    /// <summary>Inputs, and whatever depends on parameters and state alone.</summary>
    private static bool IsPackTime(Graph graph, int index, bool[] done)
    {
        GraphNode node = graph.Nodes[index];
        if (node.Op is Parameter or State or Input) return true;
        return node.Outputs[0].Shape.Leading == 0 && node.Inputs.All(input => done[input.Node] && graph.Nodes[input.Node].Op is not Input);
    }

    private static int NextReady(Graph graph, bool[] done, ILookup<int, int> before, Func<int, bool> allowed)
    {
        for (int i = 0; i < done.Length; i++)
            if (!done[i] && allowed(i) && graph.Nodes[i].Inputs.All(input => done[input.Node]) && before[i].All(first => done[first])) return i;
        return -1;
    }
}
