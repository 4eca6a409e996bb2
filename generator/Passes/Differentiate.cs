namespace Kiln.Generator.Passes;

/// <summary>
/// Reverse-mode differentiation (Linnainmaa 1970): walks the nodes backwards, asks each op's gradient rule for its contributions and adds them up. It starts at
/// the loss, or at outputs whose gradients the caller gives; only what a target depends on is differentiated. Results: the gradients, by parameter and input.
/// </summary>
internal sealed class Differentiate
{
    private readonly Graph _graph;
    private readonly GradientTargets _targets;
    private readonly GraphBuilder _builder = new();
    private readonly bool[] _needed;
    private readonly Dictionary<Value, Value> _gradients = [];

    private Differentiate(Graph graph, GradientTargets targets)
    {
        (_graph, _targets) = (graph, targets);
        foreach (GraphNode node in graph.Nodes) _builder.Add(node);
        foreach (Result result in graph.Results) _builder.Result(result.Kind, result.Name, result.Value, result.Entry);
        _needed = Marks.Forward(graph, (node, isNeeded) => targets.Contains(node.Op) || node.Inputs.Any(isNeeded));
    }

    /// <summary>Gradients of the loss with respect to the trained parameters.</summary>
    public static Graph Run(Graph graph) => OfLoss(graph, GradientTargets.AllParameters);

    /// <summary>Gradients of the loss.</summary>
    public static Graph OfLoss(Graph graph, GradientTargets targets) =>
        new Differentiate(graph, targets).Run(graph.Results.Single(result => result.Kind == ResultKind.Loss).Value.Node);

    /// <summary>Gradients of the sum over outputs of output times given gradient: a vector-Jacobian product.</summary>
    public static Graph OfOutputs(Graph graph, GradientTargets targets)
    {
        var pass = new Differentiate(graph, targets);
        foreach (Result output in graph.Results.Where(result => result.Kind == ResultKind.Output)) pass.Seed(output);
        return pass.Run(loss: -1);
    }

    private void Seed(Result output)
    {
        string name = output.Name + Result.GradientSuffix;
        Value given = _builder.Add(new Input(name, InputRole.OutputGradient, TensorType.Float(_graph.TypeOf(output.Value).Shape)), name);
        Contribute(output.Value, _builder.Add(new OutputGradient(), name, given));
    }

    /// <summary>The loss is the one node that needs no gradient of its output: it is 1.</summary>
    private Graph Run(int loss)
    {
        for (int i = _graph.Nodes.Count - 1; i >= 0; i--)
        {
            GraphNode node = _graph.Nodes[i];
            int index = i;
            bool reached = Enumerable.Range(0, node.Outputs.Count).Any(output => _gradients.ContainsKey(new Value(index, output)));
            if (!_needed[i] || (i != loss && !reached)) continue;
            node.Op.Differentiate(new Gradient(_builder, node, new Value(i),
                _gradients.TryGetValue(new Value(i), out Value dy) ? dy : null,
                input => input < node.Inputs.Count && _needed[node.Inputs[input].Node],
                (input, gradient) => Contribute(node.Inputs[input], gradient)));
        }

        foreach ((int index, GraphNode node, Op op) in _graph.All<Op>().Where(item => _targets.Contains(item.Op)))
        {
            if (!_gradients.TryGetValue(new Value(index), out Value gradient)) continue;
            if (op is Input input) _builder.Result(ResultKind.InputGradient, input.Identifier, gradient);
            else _builder.Result(ResultKind.ParameterGradient, node.Name, gradient);
        }

        return _builder.Build();
    }

    /// <summary>The first contribution is kept, later ones are added to it.</summary>
    private void Contribute(Value value, Value gradient) =>
        _gradients[value] = _gradients.TryGetValue(value, out Value sum)
            ? _builder.Add(_graph.TypeOf(value).Shape.Leading == 0 ? new GradientSum() : new Add(), _graph[value].Name + Result.GradientSuffix, sum, gradient)
            : gradient;
}
