namespace Kiln.Generator.Evaluation;

/// <summary>
/// A layer of the vocabulary: the name shared by attribute and fluent method, and how it adds its nodes. <paramref name="Target"/>
/// makes it a loss: it gives the type of the target for a prediction's shape.
/// </summary>
internal sealed record Layer(string Name, Func<LayerCall, Value>? Build, Func<Shape, TensorType>? Target = null)
{
    public bool IsLoss => Target is not null;

    /// <summary>A loss whose rows count by their targets, not all alike.</summary>
    public bool IsWeighted { get; init; }

    /// <summary>A method or an operator only: no attribute, because in a stack it would lack its other inputs.</summary>
    public bool IsFunction { get; init; }

    /// <summary>Instead of <see cref="Build"/> where the layer gives a list of nodes.</summary>
    public Func<LayerCall, IReadOnlyList<Value>>? BuildMany { get; init; }

    /// <summary>The element type that its first input must have.</summary>
    public DType Accepts { get; init; } = DType.Float32;

    /// <summary>Whether its further inputs are indices. Those of a loss are targets, whose type the loss knows; all others are floats.</summary>
    public bool TakesIndices { get; init; }

    /// <summary>The element type of an input that is not a target.</summary>
    public DType ElementAt(int input) => input == 0 ? Accepts : TakesIndices ? DType.Int32 : DType.Float32;

    /// <summary>The element type that an input must have, or null if the op looks at it itself.</summary>
    public DType? AcceptsAt(int input) => input == 0 ? Accepts : IsLoss || TakesIndices ? null : DType.Float32;
}
