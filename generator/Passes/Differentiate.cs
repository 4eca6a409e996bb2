using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>
/// Reverse-mode differentiation (Linnainmaa 1970) of the loss: walks the nodes backwards, asks each op's gradient rule for its
/// contributions and adds them up. Only what a trained parameter depends on is differentiated. Results: the gradients, by parameter.
/// </summary>
internal static class Differentiate
{
    public static Graph Run(Graph graph)
    {
        var builder = new GraphBuilder();
        foreach (GraphNode node in graph.Nodes) builder.Add(node);
        foreach (Result result in graph.Results) builder.Result(result.Kind, result.Name, result.Value, result.Entry);

        bool[] trained = DependsOnTrained(graph);
        var gradients = new Dictionary<Value, Value>();
        Value loss = graph.Results.Single(result => result.Kind == ResultKind.Loss).Value;

        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            GraphNode node = graph.Nodes[i];
            int index = i;
            bool isLoss = loss.Node == i;
            bool reached = Enumerable.Range(0, node.Outputs.Count).Any(output => gradients.ContainsKey(new Value(index, output)));
            if (!trained[i] || (!isLoss && !reached)) continue;
            node.Op.Differentiate(new Gradient(builder, node, new Value(i),
                output => gradients.TryGetValue(new Value(index, output), out Value gradient) ? gradient : null,
                input => input < node.Inputs.Count && trained[node.Inputs[input].Node],
                (input, gradient) => Contribute(builder, gradients, graph, node.Inputs[input], gradient)));
        }

        foreach ((int index, GraphNode node, Parameter parameter) in graph.All<Parameter>())
            if (!parameter.Frozen && gradients.TryGetValue(new Value(index), out Value gradient)) builder.Result(ResultKind.ParameterGradient, node.Name, Stored(builder, gradient, node.Name));
        return builder.Build();
    }

    /// <summary>
    /// A gradient that may lie in the Gradients block, where the caller may have it added to what is there: what runs over the batch can do so, unless others read
    /// the value.
    /// </summary>
    private static Value Stored(GraphBuilder builder, Value gradient, string name)
    {
        bool isRead = builder.Nodes.Any(node => node.Inputs.Contains(gradient)) || builder.IsResult(gradient);
        return builder.Nodes[gradient.Node].Op.BatchCoupled && !isRead ? gradient : builder.Add(new GradientCopy(), name + ".gradient", gradient);
    }

    /// <summary>The first contribution stands, later ones are added.</summary>
    private static void Contribute(GraphBuilder builder, Dictionary<Value, Value> gradients, Graph graph, Value value, Value gradient) =>
        gradients[value] = gradients.TryGetValue(value, out Value sum)
            ? builder.Add(graph.TypeOf(value).Shape.Leading == 0 ? new GradientSum() : new Add(), graph[value].Name + ".gradient", sum, gradient)
            : gradient;

    private static bool[] DependsOnTrained(Graph graph)
    {
        var trained = new bool[graph.Nodes.Count];
        for (int i = 0; i < trained.Length; i++)
            trained[i] = graph.Nodes[i].Op is Parameter parameter ? !parameter.Frozen : graph.Nodes[i].Inputs.Any(input => trained[input.Node]);
        return trained;
    }
}
