namespace Kiln.Generator.Passes;

/// <summary>
/// The values that can be computed when weights are packed: they depend on parameters and state alone, and their ops take values in their own order.
/// Packing has neither a batch nor an arena nor random numbers; everything else, with all that it depends on, belongs to the call.
/// </summary>
internal static class PackTime
{
    /// <summary>For each node, whether its value exists when a call begins: given by parameters and state, or computed from them in packing.</summary>
    public static bool[] Of<TNode>(NodeGraph<TNode> graph)
        where TNode : GraphNode => Marks.Forward(graph, (node, isThere) =>
            node.Op is StoredOp || (node.Op.WorksOnParameters && node.Outputs[0].Shape.Leading == 0 && node.Inputs.All(isThere)));
}
