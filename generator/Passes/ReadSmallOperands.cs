using Kiln.Generator.Implementations;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. Element-wise loops read a value that repeats where it lies, wherever its rows are runs of memory or single numbers; then nobody makes the large copy.
/// </summary>
internal static class ReadSmallOperands
{
    public static Graph Run(Graph graph) => RemoveDeadNodes.Run(GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        EquatableArray<ElementwiseOp> chain = node.Op switch
        {
            ElementwiseOp op => [op],
            Fused { Producer: ElementwiseOp first } fused => [first, .. fused.Epilogue],
            _ => [],
        };
        TensorType whole = node.Outputs[0];
        if (chain.Count == 0) return rewriter.CopyTyped(node, inputs);
        var axes = new EquatableArray<int>[inputs.Length];
        bool any = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            GraphNode producer = rewriter.Builder.Nodes[inputs[i].Node];
            if (producer.Op is Ops.Convert) producer = rewriter.Builder.Nodes[producer.Inputs[0].Node];
            if (producer.Op is not Broadcast broadcast || !LoopNest.Of(whole, (rewriter.Builder.TypeOf(producer.Inputs[0]), broadcast.Axes)).ReadsRuns)
                continue;
            inputs[i] = producer.Inputs[0];
            axes[i] = broadcast.Axes;
            any = true;
        }

        return any
            ? rewriter.Builder.Add(node with { Op = new Spread(whole.Shape, chain, axes.ToEquatableArray()), Inputs = inputs.ToEquatableArray() })
            : rewriter.CopyTyped(node, inputs);
    }));
}
