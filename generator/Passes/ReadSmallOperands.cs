using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.Passes;

/// <summary>Exact. Element-wise loops read a value that repeats where it lies, if its rows are runs of memory or numbers: the large copy is not made.</summary>
internal static class ReadSmallOperands
{
    public static LaidOutGraph Run(LaidOutGraph graph) => RemoveDeadNodes.Run(GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        if (node.Op is not (ElementwiseOp or Spread)) return rewriter.CopyTyped(node, inputs);
        var spread = node.Op as Spread;
        LaidOutType whole = node.LaidOut(0);
        var axes = new EquatableArray<int>[inputs.Length];
        bool any = false;
        int own = spread?.Axes.Count ?? 0;
        for (int i = 0; i < own; i++) axes[i] = spread!.Axes[i];
        for (int i = own; i < inputs.Length; i++)
        {
            LaidOutNode producer = rewriter.Builder.Nodes[inputs[i].Node];
            if (producer.Op is Convert) producer = rewriter.Builder.Nodes[producer.Inputs[0].Node];
            if (producer.Op is not Broadcast broadcast || !LoopNest.Of(whole, (rewriter.Builder.LaidOut(producer.Inputs[0]), broadcast.Axes)).ReadsRuns)
                continue;
            inputs[i] = producer.Inputs[0];
            axes[i] = broadcast.Axes;
            any = true;
        }

        if (!any && (spread is null || node.Epilogue.Count == 0)) return rewriter.CopyTyped(node, inputs);
        EquatableArray<ElementwiseOp> chain = [.. spread?.Chain ?? [(ElementwiseOp)node.Op], .. node.Epilogue];
        LaidOutNode loop = rewriter.Builder.Node(new Spread(whole.Shape, chain, [.. axes]), node.Name, [.. inputs], node.Outputs);
        return rewriter.Builder.Add(loop with { Layouts = node.Layouts, After = node.After.Select(rewriter.Map) });
    }));
}
