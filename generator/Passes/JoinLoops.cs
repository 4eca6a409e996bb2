using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. Loops that are left join the kernel whose result they read: those that scale or shift by channel, and those beside which others read the result,
/// which the kernel then stores, too. In networks whose normalization and activation come before the weights (He et al. 2016b), a sum is read by the next
/// block's shortcut as well as by its normalization.
/// </summary>
internal sealed class JoinLoops
{
    private readonly LaidOutGraph _graph;
    private readonly Dictionary<Value, int> _uses;
    private readonly bool[] _isOfParameters;

    private JoinLoops(LaidOutGraph graph)
    {
        (_graph, _uses) = (graph, GraphRewriter.CountUses(graph));
        _isOfParameters = Marks.Forward(graph, (node, isOfParameters) => node is { Op: not Input, After.Count: 0 } && node.Inputs.All(isOfParameters));
    }

    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        Dictionary<int, (int Loop, FurtherSteps Steps)> joins = new JoinLoops(graph).Joins();
        var loops = new HashSet<int>(joins.Values.Select(join => join.Loop));
        return GraphRewriter.Run(graph, (rewriter, index, node, inputs) =>
        {
            // A loop's kernel comes before it and makes both results, or the loop's alone.
            if (loops.Contains(index)) return inputs[0] with { Output = joins[node.Inputs[0].Node].Steps.StoresBoth ? 1 : 0 };
            if (!joins.TryGetValue(index, out (int Loop, FurtherSteps Steps) join)) return rewriter.CopyTyped(node, inputs);
            LaidOutNode loop = graph.Nodes[join.Loop];
            LaidOutNode joined = node with { Further = join.Steps };
            if (join.Steps.StoresBoth) joined = joined with { Outputs = [.. node.Outputs, .. loop.Outputs], Layouts = [.. node.Layouts, .. loop.Layouts] };
            return rewriter.CopyTyped(joined, [.. inputs, .. loop.Inputs.Skip(1).Select(rewriter.Map)]);
        });
    }

    /// <summary>Kernels, and what joins each.</summary>
    private Dictionary<int, (int Loop, FurtherSteps Steps)> Joins()
    {
        var joins = new Dictionary<int, (int, FurtherSteps)>();
        var read = new HashSet<Value>();
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            LaidOutNode node = _graph.Nodes[i];
            // The first reader's result is made no earlier than before; a later one's would fill memory for longer.
            if (node is { Op: ElementwiseOp or Spread, IsSecondRun: false } && !read.Contains(node.Inputs[0]) && JoinOf(node) is { } steps)
                joins.Add(node.Inputs[0].Node, (i, steps));
            read.UnionWith(node.Uses);
        }

        return joins;
    }

    /// <summary>The steps of a loop that a kernel can run; null if it cannot.</summary>
    private FurtherSteps? JoinOf(LaidOutNode loop)
    {
        Value result = loop.Inputs[0];
        LaidOutNode kernel = _graph[result];
        Spread steps = loop.Op as Spread
            ?? new Spread(loop.Outputs[0].Shape, [(ElementwiseOp)loop.Op, .. loop.Epilogue], [.. loop.Inputs.Select(_ => EquatableArray<int>.Empty)]);
        var further = new FurtherSteps(loop.Name, steps, StoresBoth: _uses[result] > 1);
        // A kernel that stores both needs registers for both, and functions would leave it too few.
        bool isOne = kernel is { Implementation.RunsFurtherSteps: true, IsSecondRun: false, Outputs.Count: 1 }
            && kernel.LaidOut(0) is { Layout: { Order: MemoryOrder.ChannelsLast, View.IsNone: true } } type && loop.LaidOut(0) == type
            && steps.Axes[0].Count == 0
            && kernel.Epilogue.Count + steps.Chain.Count <= FuseElementwise.LongestEpilogue
            && (!further.StoresBoth || steps.Chain.All(step => step.Formula.Functions == 0))
            && (!further.ReadChannels || steps.Chain.All(step => step.Operands == 0 || step.ReadsChannels))
            && Enumerable.Range(1, further.Operands).All(input => MayRead(loop.Inputs[input], further, input, result.Node));
        return isOne ? further : null;
    }

    /// <summary>Whether an operand is there when the kernel runs, and either lies like the result or has a number for each channel.</summary>
    private bool MayRead(Value operand, FurtherSteps further, int input, int kernel)
    {
        if (operand.Node == kernel || (operand.Node > kernel && !_isOfParameters[operand.Node])) return false;
        return further.IsOfChannels(input)
            ? further.Steps.Axes[input].SequenceEqual(Enumerable.Range(1, further.Steps.Shape.Rank - 1))
            : _graph.LaidOut(operand) == _graph.Nodes[kernel].LaidOut(0);
    }
}
