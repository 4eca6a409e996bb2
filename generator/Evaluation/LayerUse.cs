namespace Kiln.Generator.Evaluation;

/// <summary>One use of a layer as it was evaluated, for advice to read. A layer may be several nodes; its uses are the user's own view of the graph.</summary>
internal sealed record LayerUse(
    string Layer, string Name, IReadOnlyList<Value> Inputs, IReadOnlyList<Value> Outputs, IReadOnlyDictionary<string, object?> Arguments)
{
    /// <summary>The layer, its place, and the nodes that it added.</summary>
    public required SourceLayer Source { get; init; }

    /// <summary>The shapes of the inputs.</summary>
    public EquatableArray<Shape> Shapes { get; init; } = [];

    /// <summary>The advice to give if its arguments look like those of another library.</summary>
    public Problem? Foreign { get; init; }
}

/// <summary>
/// One use of a layer as the user wrote it, and its share of the source graph: the nodes from <paramref name="First"/> up to but not including
/// <paramref name="End"/>. A layer may be several nodes, or none.
/// </summary>
internal sealed record SourceLayer(string Kind, string Name, int First, int End, EquatableArray<Value> Outputs)
{
    /// <summary>Where the user wrote it.</summary>
    public Origin Origin { get; init; } = NetworkEvaluation.NameOfClass;

    /// <summary>From where that was reached, outermost first.</summary>
    public EquatableArray<Origin> Calls { get; init; } = [];
}
