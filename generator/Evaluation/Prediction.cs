namespace Kiln.Generator.Evaluation;

/// <summary>What kind of answer an output is; the names are those of the runtime's <c>PredictionKind</c>.</summary>
internal enum PredictionKind
{
    Classes,
    Binary,
    Numbers,
}

/// <summary>How the loss compares an output with a target: <paramref name="Classes"/> scores a position, <paramref name="Stride"/> elements apart.</summary>
internal sealed record Prediction(string Output, string Target, PredictionKind Kind, int Classes = 1, int Stride = 1, int? IgnoreIndex = null)
{
    /// <summary>The comparisons of the minimised loss, then those of the reported terms, each by outputs and targets.</summary>
    public static IReadOnlyList<Prediction> Of(Graph graph)
    {
        var found = new List<Prediction>();
        foreach (ResultKind kind in new[] { ResultKind.Loss, ResultKind.LossTerm })
        {
            bool[] reached = Reached(graph, graph.Results.Where(result => result.Kind == kind));
            IEnumerable<GraphNode> nodes = graph.Nodes.Where((_, node) => reached[node]);
            found.AddRange(nodes.SelectMany(node => Of(graph, node)).OrderBy(item => item.Order).Select(item => item.Prediction));
        }

        return [.. found.Distinct()];
    }

    private static IEnumerable<(long Order, Prediction Prediction)> Of(Graph graph, GraphNode node)
    {
        (PredictionKind Kind, int? Ignored)? reading = node.Op switch
        {
            SoftmaxCrossEntropy entropy => (PredictionKind.Classes, entropy.IgnoreIndex),
            BinaryCrossEntropy => (PredictionKind.Binary, null),
            MeanSquaredError or Subtract => (PredictionKind.Numbers, null),
            _ => null,
        };
        if (reading is not { } known) yield break;
        // The order of the subtraction does not matter.
        (Value, Value) order = (node.Inputs[0], node.Inputs[1]), other = (node.Inputs[1], node.Inputs[0]);
        foreach ((Value prediction, Value wanted) in node.Op is Subtract ? new[] { order, other } : [order])
        {
            bool areNumbers = known.Kind == PredictionKind.Numbers;
            if (areNumbers && graph.TypeOf(prediction) != graph.TypeOf(wanted)) continue;
            ClassLayout? layout = areNumbers ? ClassLayout.Flat : ClassLayout.Of(graph.TypeOf(prediction).Shape);
            if (TargetAt(graph, wanted) is not { } target || OutputAt(graph, prediction, ref layout) is not { } output || layout is not { } found) continue;
            (int index, string name) = output;
            yield return (((long)index << 32) + wanted.Node, new Prediction(name, target, known.Kind, found.Classes, found.Stride, known.Ignored));
        }
    }

    /// <summary>The output that the loss reads, through changes of its shape.</summary>
    private static (int Index, string Name)? OutputAt(Graph graph, Value value, ref ClassLayout? layout)
    {
        List<Result> outputs = [.. graph.Results.Where(result => result is { Kind: ResultKind.Output, Entry: "" })];
        while (layout is not null)
        {
            int index = outputs.FindIndex(result => result.Value == value);
            if (index >= 0) return (index, outputs[index].Name);
            GraphNode node = graph[value];
            if (node.Op is Transpose transpose) layout = layout.Value.Before(transpose, graph.TypeOf(node.Inputs[0]).Shape);
            else if (node.Op is not (Reshape or StopGradient)) return null;
            value = node.Inputs[0];
        }

        return null;
    }

    /// <summary>The target, as the caller's elements lie.</summary>
    private static string? TargetAt(Graph graph, Value value)
    {
        while (graph[value].Op is Reshape or StopGradient) value = graph[value].Inputs[0];
        return graph[value].Op is Input { Role: InputRole.Target, ChannelsLast: false } input ? input.Identifier : null;
    }

    /// <summary>The nodes that results depend on.</summary>
    public static bool[] Reached(Graph graph, IEnumerable<Result> results)
    {
        bool[] reached = new bool[graph.Nodes.Count];
        foreach (Result result in results) reached[result.Value.Node] = true;
        for (int node = reached.Length - 1; node >= 0; node--)
            if (reached[node])
                foreach (Value input in graph.Nodes[node].Inputs) reached[input.Node] = true;
        return reached;
    }
}

/// <summary>
/// Where the classes of each position lie among the elements of a sample: <paramref name="Classes"/> of them, <paramref name="Stride"/> elements apart.
/// Positions follow in the order of the other dimensions. A change of shape that keeps the elements in their order keeps this, too.
/// </summary>
internal readonly record struct ClassLayout(int Classes, int Stride)
{
    /// <summary>Elements without classes.</summary>
    public static ClassLayout Flat { get; } = new(1, 1);

    /// <summary>How losses read a shape: [classes], [positions, classes], or [classes, height, width].</summary>
    public static ClassLayout Of(Shape shape) => shape.Rank == 0 ? Flat : Along(shape, shape.Rank == 2 ? 1 : 0);

    /// <summary>The layout of what is transposed, given that of the result; null if the order of positions changes.</summary>
    public ClassLayout? Before(Transpose transpose, Shape before)
    {
        int[] axes = [.. transpose.Axes];
        var after = new Shape(before.Leading, axes.Select(axis => before[axis]).ToEquatableArray());
        for (int axis = 0; axis < axes.Length; axis++)
        {
            int[] others = [.. axes.Where((from, other) => other != axis && before[from] > 1)];
            if (Along(after, axis) == this && others.SequenceEqual(others.OrderBy(other => other))) return Along(before, axes[axis]);
        }

        return null;
    }

    private static ClassLayout Along(Shape shape, int axis) =>
        new(shape[axis], shape.Dimensions.Skip(axis + 1).Aggregate(1, (product, size) => product * size));
}
