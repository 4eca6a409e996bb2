namespace Kiln.Generator.Evaluation;

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
