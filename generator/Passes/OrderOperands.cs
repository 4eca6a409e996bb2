using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. Gives the operands of ops that commute one order, however they were spelled: from here on x + f(x) and f(x) + x are the same network. First comes
/// the operand whose kernel or loop can run the op on its result; of two such the later one, which then reads the other's result. It runs after
/// differentiation, to which the order of operands still says who gets the gradient of a tie.
/// </summary>
internal sealed class OrderOperands
{
    private readonly LaidOutGraph _graph;
    private readonly Dictionary<Value, int> _uses;
    private readonly Node[] _nodes;

    private OrderOperands(LaidOutGraph graph) => (_graph, _uses, _nodes) = (graph, GraphRewriter.CountUses(graph), new Node[graph.Nodes.Count]);

    /// <summary>What can run steps on the result of a node, and the nodes on the longest way to it.</summary>
    private readonly record struct Node(StepSupport Steps, int Depth);

    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, new OrderOperands(graph).Visit);

    /// <summary>Nodes keep their numbers, so that both graphs have the same values.</summary>
    private Value Visit(GraphRewriter<LaidOutNode> rewriter, int index, LaidOutNode node, Value[] inputs)
    {
        if (node.Op.Commutes && First(inputs[0], inputs[1]) != inputs[0]) (inputs[0], inputs[1]) = (inputs[1], inputs[0]);
        StepSupport steps = node.Op is ElementwiseOp && IsKernelFor(inputs[0], inputs.Skip(1)) ? StepSupport.Kernel : node.Implementation.Steps;
        _nodes[index] = new Node(steps, 1 + inputs.Select(input => _nodes[input.Node].Depth).DefaultIfEmpty(0).Max());
        return rewriter.CopyTyped(node, inputs);
    }

    /// <summary>
    /// The operand that comes first. Where neither can take the op, it is the earlier, the stream to which a residual layer adds: it decides how the result
    /// lies. What repeats a smaller value never does.
    /// </summary>
    private Value First(Value left, Value right)
    {
        (Value early, Value late) = Time(left).CompareTo(Time(right)) <= 0 ? (left, right) : (right, left);
        if (_graph[early].Op is Broadcast) return late;
        if (_graph[late].Op is Broadcast) return early;
        return TakesOp(late, early) && !(TakesOp(early, late) && IsBetterLate(early)) ? late : early;
    }

    private (int Depth, int Node, int Output) Time(Value value) => (_nodes[value.Node].Depth, value.Node, value.Output);
    private bool TakesOp(Value value, Value operand) => IsKernelFor(value, [operand]) || (_uses[value] == 1 && _nodes[value.Node].Steps == StepSupport.Loop);

    /// <summary>Whether the earlier of two gradients takes the sum and waits: if it is larger than what it is made of, less memory is full meanwhile.</summary>
    private bool IsBetterLate(Value gradient) =>
        _graph[gradient] is { Op: DenseInputGradient or Conv2DInputGradient } node
        && _graph.TypeOf(gradient).Shape.ElementCount > _graph.TypeOf(node.Inputs[0]).Shape.ElementCount;

    /// <summary>Whether the kernel that makes a value runs a step with these operands.</summary>
    private bool IsKernelFor(Value value, IEnumerable<Value> operands) =>
        _uses[value] == 1 && _nodes[value.Node].Steps == StepSupport.Kernel && !operands.Any(operand => FuseElementwise.NeedsLoop(_graph[operand].Op));
}
