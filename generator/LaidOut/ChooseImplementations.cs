using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;

namespace Kiln.Generator.LaidOut;

/// <summary>Decides how each op is computed; no other place does.</summary>
internal static class ChooseImplementations
{
    public static LaidOutGraph Run(Graph graph)
    {
        var builder = new LaidOutBuilder();
        foreach (GraphNode node in graph.Nodes) builder.Add(builder.Node(node.Op, node.Name, node.Inputs, node.Outputs));
        foreach (Result result in graph.Results) builder.Result(result.Kind, result.Name, result.Value, result.Entry);
        return builder.Build();
    }

    /// <summary>The cheapest of an op's implementations; of several, the first of the table. Shapes decide, never the machine that builds.</summary>
    public static Implementation For(Op op, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        IReadOnlyList<Implementation> candidates = ImplementationTable.CandidatesFor(op, inputs, outputs);
        return candidates.Count == 1 ? candidates[0] : candidates.Where(candidate => candidate.CanCompute).OrderBy(candidate => candidate.Cost).First();
    }
}
