using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A value as the rows of its last dimension: a vector is one row; values of more dimensions are stored in rows that are padded to whole
/// vectors, <paramref name="Stride"/> floats apart.
/// </summary>
internal readonly record struct LastDimension(long Rows, long Columns, long Stride)
{
    public static LastDimension Of(LaidOutType type)
    {
        Shape shape = type.Shape;
        if (shape.Rank < 2) return new(1, shape.ElementCount, 0);
        int columns = shape[shape.Rank - 1];
        return new(shape.ElementCount / columns, columns, Geometry.Of(type).Row);
    }

    /// <summary>The order in which rows are read and written.</summary>
    public static MemoryOrder OrderOf(Shape shape) => shape.Rank < 2 ? MemoryOrder.Natural : MemoryOrder.Rows;

    /// <summary>Cuts a step into items of some rows; <paramref name="cost"/> is that of one element.</summary>
    public RowRange Cut(StepBuilder step, long cost = StepBuilder.CostOfElement)
    {
        (Expression first, Expression end) = step.Items("Row", Rows, Math.Max(1, StepBuilder.FloatsOfItem / Columns), Columns * cost);
        return new RowRange(this, first, end - first);
    }
}

/// <summary>The rows of a worker's items.</summary>
internal readonly record struct RowRange(LastDimension Of, Expression First, Expression Rows)
{
    /// <summary>Where they begin in memory.</summary>
    public Expression Offset => Of.Stride * First;

    /// <summary>Rows, columns and stride as arguments.</summary>
    public Argument[] Arguments => [Rows, Of.Columns, Of.Stride];
}
