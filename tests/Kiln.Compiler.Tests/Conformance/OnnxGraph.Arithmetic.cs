using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Functions of several values with ONNX's broadcasting (NumPy's).</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Arithmetic => new()
    {
        ["Add"] = (g, n) => g.Chain(n, new Add()),
        ["Sub"] = (g, n) => g.Chain(n, new Subtract()),
        ["Mul"] = (g, n) => g.Chain(n, new Multiply()),
        ["Div"] = (g, n) => g.Chain(n, new Divide()),
        ["Pow"] = (g, n) => g.Chain(n, new Power()),
        ["Max"] = (g, n) => g.Chain(n, new Maximum()),
        ["Min"] = (g, n) => g.Chain(n, new Minimum()),
        ["Sum"] = (g, n) => g.Chain(n, new Add()),
        ["Mean"] = (g, n) => g.Apply(new MultiplyScalar(1.0 / n.Inputs.Count), g.Chain(n, new Add())),
        ["Less"] = (g, n) => g.Less(n),
        ["Where"] = (g, n) => g.Where(n),
    };

    private Value[] Operands(OnnxNode node)
    {
        int rank = node.Inputs.Max(name => FullShape(name).Length);
        return [.. node.Inputs.Select(name => Operand(name, rank))];
    }

    /// <summary>Operands joined from the left; one alone is its own result.</summary>
    private Value Chain(OnnxNode node, ElementwiseOp op) => Operands(node).Aggregate((left, right) => Apply(op, left, right));

    /// <summary>True is 1: the step of b - a.</summary>
    private Value Less(OnnxNode node)
    {
        Value[] operands = Operands(node);
        return Apply(new Step(), Apply(new Subtract(), operands[1], operands[0]));
    }

    /// <summary>c a + (1 - c) b for a condition of ones and zeros.</summary>
    private Value Where(OnnxNode node)
    {
        Value[] operands = Operands(node);
        return Apply(new Add(), Apply(new Multiply(), operands[0], operands[1]), Apply(new Multiply(), Apply(new SubtractFrom(1), operands[0]), operands[2]));
    }
}
