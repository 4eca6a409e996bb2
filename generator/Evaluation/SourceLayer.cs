namespace Kiln.Generator.Evaluation;

/// <summary>
/// One use of a layer as the user wrote it, and its share of the source graph: the nodes from <paramref name="First"/> up to but not including
/// <paramref name="End"/>. A layer may be several nodes, or none.
/// </summary>
internal sealed record SourceLayer(string Kind, string Name, int First, int End, EquatableArray<Value> Outputs);
