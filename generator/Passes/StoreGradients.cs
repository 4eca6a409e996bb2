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
        var builder = new LaidOutBuilder();
        foreach (LaidOutNode node in graph.Nodes) builder.Add(node);
        foreach (Result result in graph.Results)
        {
            bool isStored = result.Kind != ResultKind.ParameterGradient || (uses[result.Value] == 1 && graph[result.Value].Implementation.IsOverBatch);
            Value value = isStored ? result.Value : builder.Add(new GradientCopy(), result.Name + Result.GradientSuffix, result.Value);
            builder.Result(result.Kind, result.Name, value, result.Entry);
        }

        return builder.Build();
    }
}
