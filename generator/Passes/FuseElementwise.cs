using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. An element-wise op runs in the registers of the kernel that makes its input, when nobody else reads that input and its
/// operands lie like the result; chains of element-wise ops become one loop.
/// </summary>
internal static class FuseElementwise
{
    /// <summary>Steps of one kernel at most: the JIT keeps track of so many locals and no more.</summary>
    private const int LongestEpilogue = 8;

    public static Graph Run(Graph graph)
    {
        Dictionary<Value, int> uses = GraphRewriter.CountUses(graph);
        Graph fused = GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (node.Op is not ElementwiseOp step || uses[node.Inputs[0]] > 1) return rewriter.CopyTyped(node, inputs);
            GraphNode producer = rewriter.Builder.Nodes[inputs[0].Node];
            bool alike = node.Outputs[0] == producer.Outputs[0] && inputs.Skip(1).All(operand => rewriter.Builder.TypeOf(operand) == node.Outputs[0]);
            // A loop of its own reads a value that repeats where it lies; an epilogue would need the large copy.
            bool repeats = producer.Op is not (ElementwiseOp or Fused { Producer: ElementwiseOp })
                && inputs.Skip(1).Any(operand => rewriter.Builder.Nodes[operand.Node].Op is Broadcast);
            if (!alike || repeats || !TakesEpilogue(producer.Op) || producer.Op is Fused { Epilogue.Count: LongestEpilogue })
                return rewriter.CopyTyped(node, inputs);
            Fused op = producer.Op is Fused chain ? chain with { Epilogue = [.. chain.Epilogue, step] } : new Fused(producer.Op, [step]);
            return rewriter.Builder.Add(new GraphNode(op, [.. producer.Inputs, .. inputs.Skip(1)], node.Outputs, producer.Name));
        });
        return RemoveDeadNodes.Run(fused);
    }

    private static bool TakesEpilogue(Op op) => op is Dense or DenseInputGradient or Conv2D or Conv2DTranspose or Conv2DInputGradient or ElementwiseOp or Fused;
}
