namespace Kiln.Generator.Evaluation.Advice;

/// <summary>Inputs on which no result of a whole graph depends. C# cannot report them: a parameter that is read may still lead nowhere.</summary>
internal static class UnusedInputs
{
    /// <summary>By convention in C#, a name that begins with '_' says that this is intended.</summary>
    private const char Discard = '_';

    public static IEnumerable<LocatedProblem> In(Graph graph, IEnumerable<DeclaredInput> inputs)
    {
        bool[] used = Used(graph);
        return from input in inputs
               where !used[input.Value.Node] && input.Name[0] != Discard
               select new LocatedProblem(new Problem(AdviceProblems.UnusedInput, input.Name, input.Method), input.Attribute, []);
    }

    /// <summary>The nodes from which a path leads to a result.</summary>
    private static bool[] Used(Graph graph)
    {
        bool[] used = new bool[graph.Nodes.Count];
        foreach (Result result in graph.Results) used[result.Value.Node] = true;
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
            if (used[i]) foreach (Value input in graph.Nodes[i].Inputs) used[input.Node] = true;
        return used;
    }
}
