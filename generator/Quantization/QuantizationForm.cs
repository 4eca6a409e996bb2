using Kiln.Generator.Passes;

namespace Kiln.Generator.Quantization;

/// <summary>The graph that is quantized: inference with all that folds into weights, entries included.</summary>
internal static class QuantizationForm
{
    public static Graph Run(Graph source)
    {
        Graph graph = KeepResults.Run(InferenceForm.Run(AbsorbPadding.Run(AbsorbFlatten.Run(source))), ResultKind.Output);
        foreach (Func<Graph, Graph> pass in new Func<Graph, Graph>[] { RemoveIdentities.Run, RemoveDeadNodes.Run, FoldChannelAffine.Run, RemoveDeadNodes.Run })
            graph = pass(graph);
        return graph;
    }
}
