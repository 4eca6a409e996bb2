using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>
/// The caller may have gradients of parameters added to what their memory holds. What is computed over the batch can do so, unless others read the value or
/// have it as their result, for they would see what was there before; all else is copied there.
/// </summary>
internal static class StoreGradients
{
    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        Dictionary<Value, int> uses = GraphRewriter.CountUses(graph);
        return GraphRewriter.Run(graph, (rewriter, _, node, inputs) => rewriter.CopyTyped(node, inputs), (builder, result, value) =>
        {
            bool isStored = result.Kind != ResultKind.ParameterGradient || (uses[result.Value] == 1 && graph[result.Value].Implementation.IsOverBatch);
            return isStored ? value : builder.Add(new GradientCopy(), result.Name + Result.GradientSuffix, value);
        });
    }
}
