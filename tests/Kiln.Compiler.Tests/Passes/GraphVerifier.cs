using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The rules of every graph, whatever pass made it. Violations are described in words; an empty list means a sound graph.</summary>
internal static class GraphVerifier
{
    public static List<string> Verify<TNode>(NodeGraph<TNode> graph)
        where TNode : GraphNode
    {
        var problems = new List<string>();
        for (int i = 0; i < graph.Nodes.Count; i++)
            if (UsesPrecede(graph, i, problems)) Types(graph, i, problems);
        Results(graph, problems);
        return problems;
    }

    /// <summary>What a node reads or waits for precedes it, so that nothing waits for itself.</summary>
    private static bool UsesPrecede<TNode>(NodeGraph<TNode> graph, int index, List<string> problems)
        where TNode : GraphNode
    {
        int before = problems.Count;
        foreach (Value value in graph.Nodes[index].Uses)
            if (value.Node >= index || value.Node < 0) problems.Add($"%{index} uses %{value.Node}, which does not precede it.");
            else if (value.Output < 0 || value.Output >= graph.Nodes[value.Node].Outputs.Count)
                problems.Add($"%{index} uses output {value.Output} of %{value.Node}, which has {graph.Nodes[value.Node].Outputs.Count}.");
        return problems.Count == before;
    }

    private static void Types<TNode>(NodeGraph<TNode> graph, int index, List<string> problems)
        where TNode : GraphNode
    {
        TNode node = graph.Nodes[index];
        int own = node is LaidOutNode laidOut ? laidOut.OwnInputs : node.Inputs.Count;
        int outputs = node is LaidOutNode { Further: not null } ? 1 : node.Outputs.Count;
        Inferred inferred = node.Op.Infer(graph.InputTypes(node).Take(own).ToEquatableArray());
        if (inferred.Problem is { } problem) problems.Add($"%{index} {node.Op}: {problem.Message}");
        else if (!inferred.Types.Select(Logical).SequenceEqual(node.Outputs.Take(outputs).Select(Logical)))
            problems.Add($"%{index} {node.Op} has {string.Join(", ", node.Outputs)}; its shape rule says {string.Join(", ", inferred.Types)}.");
        static (DType, Shape) Logical(TensorType type) => (type.Element, type.Shape);
    }

    private static void Results<TNode>(NodeGraph<TNode> graph, List<string> problems)
        where TNode : GraphNode
    {
        foreach (Result result in graph.Results)
        {
            if (result.Value.Node < 0 || result.Value.Node >= graph.Nodes.Count || result.Value.Output >= graph.Nodes[result.Value.Node].Outputs.Count)
                problems.Add($"{result.Kind} {result.Name} is %{result.Value.Node}.{result.Value.Output}, which is not there.");
            else if (result.Kind == ResultKind.ParameterGradient && graph.TypeOf(result.Value).Shape.Leading != 0)
                problems.Add($"The gradient of {result.Name} depends on the batch.");
        }

        foreach (IGrouping<(ResultKind, string), Result> twice in graph.Results.GroupBy(result => (result.Kind, result.Name)).Where(group => group.Count() > 1))
            problems.Add($"{twice.Key} is there {twice.Count()} times.");
    }
}
