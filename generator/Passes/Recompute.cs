using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. Backward computes cheap values again instead of keeping them (Chen et al. 2016, with the cheap layers as in Pleiss et al. 2017): where an op says
/// how, where all that the second run reads is there in backward anyway, and where the value would lie in memory while most of it is in use.
/// </summary>
internal sealed class Recompute
{
    /// <summary>Ops that may run again one behind the other for one value; all between two kept ones are element-wise, so they are one or two loops.</summary>
    private const int LongestChain = 4;

    /// <summary>Less than this part of the memory is not worth a second run.</summary>
    private const int SmallestSaving = 32;

    private readonly LaidOutGraph _graph;
    private readonly bool[] _isForward;
    private readonly Dictionary<Value, Life> _lives = [];
    private readonly HashSet<Value> _chosen = [];
    private readonly Dictionary<Value, Value> _again = [];

    private Recompute(LaidOutGraph graph)
    {
        _graph = graph;
        // What losses, outputs and statistics depend on; the rest is backward.
        _isForward = Marks.Needed(
            graph, graph.Results.Where(result => result.Kind is not (ResultKind.ParameterGradient or ResultKind.InputGradient)), node => node.Inputs);
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (Value input in graph.Nodes[i].Inputs)
            {
                Life life = LifeOf(input);
                _lives[input] = _isForward[i] ? life with { LastForward = i } : life with { FirstBackward = Math.Min(life.FirstBackward, i), LastBackward = i };
            }
    }

    /// <summary>A value's last reader in forward, and its first and last in backward.</summary>
    private sealed record Life(int LastForward, int FirstBackward, int LastBackward)
    {
        public bool IsKept => LastBackward >= 0;
    }

    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        var pass = new Recompute(graph);
        pass.Choose();
        return pass._chosen.Count == 0 ? graph : GraphRewriter.Run(graph, pass.Visit);
    }

    private void Choose()
    {
        (long most, int peak) = Fullest();
        var results = new HashSet<Value>(_graph.Results.Select(result => result.Value));
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            var value = new Value(i);
            Life life = LifeOf(value);
            bool isStored = life is { IsKept: true, LastForward: >= 0 } && _isForward[i] && life.LastForward < peak && peak < life.FirstBackward
                && !results.Contains(value) && _graph.TypeOf(value).Shape.DependsOnBatch;
            if (isStored && GradientFor(life.FirstBackward) is not null && CanRunAgain(value, life.FirstBackward, LongestChain)) _chosen.Add(value);
        }

        if (Fullest().Floats > most - (most / SmallestSaving)) _chosen.Clear();
    }

    /// <summary>
    /// The floats for each sample that are in use at the fullest time, which is a node of the graph: each value from its producer to its last reader, and what
    /// is made again not between forward and backward.
    /// </summary>
    private (long Floats, int Time) Fullest()
    {
        long[] change = new long[_graph.Nodes.Count + 1];
        void Count(long floats, int first, int last)
        {
            change[first] += floats;
            change[last + 1] -= floats;
        }

        foreach (KeyValuePair<Value, Life> item in _lives)
        {
            (Value value, Life life) = (item.Key, item.Value);
            Shape shape = _graph.TypeOf(value).Shape;
            long floats = shape.DependsOnBatch ? (long)shape.Leading * shape.ElementCount : 0;
            bool isMadeAgain = _chosen.Contains(value);
            Count(floats, value.Node, isMadeAgain ? life.LastForward : Math.Max(life.LastForward, life.LastBackward));
            if (isMadeAgain) Count(floats, life.FirstBackward, life.LastBackward);
        }

        (long now, long most, int fullest) = (0, -1, 0);
        for (int i = 0; i < change.Length; i++)
        {
            now += change[i];
            if (now > most) (most, fullest) = (now, i);
        }

        return (most, fullest);
    }

    /// <summary>Whether all that the op reads is there when node <paramref name="time"/> of backward runs: kept until then, or made again as well.</summary>
    private bool CanRunAgain(Value value, int time, int steps) => steps > 0 && _graph[value].Op.IsCheap
        && _graph[value].Inputs.All(input => _chosen.Contains(input) || IsThere(input, time) || CanRunAgain(input, time, steps - 1));

    /// <summary>The gradient that a node of backward reads: it has no business before that is there.</summary>
    private Value? GradientFor(int node) => _graph.Nodes[node].Inputs.FirstOrDefault(input => !_isForward[input.Node]);

    private Life LifeOf(Value value) => _lives.TryGetValue(value, out Life life) ? life : new Life(-1, int.MaxValue, -1);

    private Value Visit(GraphRewriter<LaidOutNode> rewriter, int index, LaidOutNode node, Value[] inputs)
    {
        if (_isForward[index]) return rewriter.CopyTyped(node, inputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!_chosen.Contains(node.Inputs[i])) continue;
            int time = LifeOf(node.Inputs[i]).FirstBackward;
            inputs[i] = Again(rewriter, node.Inputs[i], time, rewriter.Map(GradientFor(time)!));
        }

        return rewriter.CopyTyped(node, inputs);
    }

    /// <summary>
    /// The second run of the op that made a value, which waits for a gradient, behind those of what it reads: a chain of residual sums may be as long as the
    /// network, so that they wait in a list and not on the stack.
    /// </summary>
    private Value Again(GraphRewriter<LaidOutNode> rewriter, Value value, int time, Value gradient)
    {
        if (_again.TryGetValue(value, out Value known)) return known;
        var open = new Stack<SecondRun>([new SecondRun(_graph, value)]);
        while (true)
        {
            SecondRun run = open.Peek();
            if (run.Next is { } input)
            {
                if (IsThere(input, time)) run.Read.Add(rewriter.Map(input));
                else if (_again.TryGetValue(input, out Value made)) run.AddSecondRun(made);
                else open.Push(new SecondRun(_graph, input));
                continue;
            }

            // What reads a second run waits with it.
            Value again = rewriter.Builder.Add(run.First with { Inputs = run.Read.ToEquatableArray(), After = run.ReadsSecondRun ? [] : [gradient] });
            // A value that nobody else reads is made for each of its readers, so that it never waits in memory.
            if (_chosen.Contains(run.Value)) _again[run.Value] = again;
            open.Pop();
            if (open.Count == 0) return again;
            open.Peek().AddSecondRun(again);
        }
    }

    /// <summary>An op that is to run again, and what of its inputs has been found or made so far.</summary>
    private sealed class SecondRun(LaidOutGraph graph, Value value)
    {
        public Value Value => value;
        public LaidOutNode First { get; } = graph[value];
        public List<Value> Read { get; } = [];

        /// <summary>Whether one of its inputs is made by a second run itself.</summary>
        public bool ReadsSecondRun { get; private set; }

        /// <summary>The next input to find; null where all are there.</summary>
        public Value? Next => Read.Count < First.Inputs.Count ? First.Inputs[Read.Count] : null;

        public void AddSecondRun(Value made)
        {
            Read.Add(made);
            ReadsSecondRun = true;
        }
    }

    /// <summary>Whether a value lies in memory when a node of backward runs, without being made again.</summary>
    private bool IsThere(Value value, int time) => _graph.TypeOf(value).Shape.Leading == 0 || (LifeOf(value).LastBackward >= time && !_chosen.Contains(value));
}
