using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>One loop over tensors side by side: its trip count, and for each tensor the floats from trip to trip (0 if it does not move).</summary>
internal sealed record LoopAxis(int Size, EquatableArray<long> Strides);

/// <summary>
/// Loops over the elements of one tensor, in memory order, together with others that repeat along some of its axes. Loops that every tensor
/// passes without a gap become one loop.
/// </summary>
internal sealed class LoopNest(IReadOnlyList<LaidOutType> types)
{
    private readonly List<LoopAxis> _axes = [];

    /// <summary>The tensors; the first one's axes are the loops.</summary>
    public IReadOnlyList<LaidOutType> Types => types;

    /// <summary>The loops around rows and columns, outermost first.</summary>
    public IReadOnlyList<LoopAxis> Outer => [.. _axes.Take(_axes.Count - 2)];

    /// <summary>All loops, outermost first.</summary>
    public IReadOnlyList<LoopAxis> Axes => _axes;

    public LoopAxis Rows => _axes.Count > 1 ? _axes[_axes.Count - 2] : new LoopAxis(1, [.. Types.Select(_ => 0L)]);

    /// <summary>The innermost loop.</summary>
    public LoopAxis Columns => _axes[_axes.Count - 1];

    /// <summary>Whether the columns of each tensor are neighbours in memory or one number.</summary>
    public bool ReadsRuns => Columns.Strides[0] == 1 && Columns.Strides.All(stride => stride is 0 or 1);

    /// <param name="whole">The tensor whose elements are visited.</param>
    /// <param name="others">Tensors beside it, and the axes along which each of them repeats (or which it lacks).</param>
    public static LoopNest Of(LaidOutType whole, params IReadOnlyList<(LaidOutType Type, EquatableArray<int> Axes)> others)
    {
        var nest = new LoopNest([whole, .. others.Select(other => other.Type)]);
        Shape shape = whole.Shape;
        long[][] strides = [StridesOf(whole), .. others.Select(other => Spread(other.Type, shape, other.Axes))];
        int inner = whole.Layout.Order == MemoryOrder.ChannelsLast && shape.Rank is 2 or 3 ? 0 : shape.Rank - 1;
        foreach (int dimension in Enumerable.Range(0, shape.Rank).Where(i => i != inner && shape[i] != 1).OrderByDescending(i => strides[0][i]))
            nest.Add(new LoopAxis(shape[dimension], [.. strides.Select(of => of[dimension])]));
        if (shape.Rank == 0) nest.Add(new LoopAxis(1, [.. strides.Select(_ => 1L)]));
        else if (shape[inner] == 1) nest._axes.Add(new LoopAxis(1, [.. strides.Select(_ => 1L)]));
        else nest.Add(new LoopAxis(shape[inner], [.. strides.Select(of => of[inner])]));
        return nest;
    }

    /// <summary>The floats from element to element along each dimension.</summary>
    public static long[] StridesOf(LaidOutType type)
    {
        Geometry map = Geometry.Of(type);
        int rank = type.Shape.Rank;
        long[] strides = new long[rank];
        if (rank == 1) strides[0] = map.Channel;
        if (rank < 2) return strides;
        strides[rank - 1] = map.Pixel;
        if (rank > 2) strides[rank - 2] = map.Row;
        long stride = map.Channel;
        for (int i = rank == 2 ? 0 : rank - 3; i >= 0; stride *= type.Shape[i--]) strides[i] = stride;
        return strides;
    }

    /// <summary>The strides of a smaller tensor along the dimensions of a larger one.</summary>
    public static long[] Spread(LaidOutType type, Shape shape, EquatableArray<int> axes)
    {
        long[] own = StridesOf(type), strides = new long[shape.Rank];
        int dimension = 0;
        for (int i = 0; i < shape.Rank; i++)
        {
            if (shape[i] == 1 || axes.Contains(i)) continue;
            while (type.Shape[dimension] == 1) dimension++;
            strides[i] = own[dimension++];
        }

        return strides;
    }

    private void Add(LoopAxis axis)
    {
        if (_axes.LastOrDefault() is { Size: > 0 } around && Enumerable.Range(0, Types.Count).All(i => around.Strides[i] == axis.Strides[i] * axis.Size))
            _axes[_axes.Count - 1] = axis with { Size = checked(around.Size * axis.Size) };
        else
            _axes.Add(axis);
    }

    /// <summary>
    /// The floats of a row to compute: up to the next multiple of 16 if padding after each row takes the extra stores and the extra loads stay within
    /// their own tensors; else the elements alone.
    /// </summary>
    public long PaddedColumns()
    {
        long padded = Geometry.Align(Columns.Size);
        LoopAxis[] around = [.. _axes.Take(_axes.Count - 1)];
        bool fits = around.All(axis => axis.Strides[0] >= padded) && Enumerable.Range(0, Types.Count).All(i =>
            Columns.Strides[i] == 0 || around.Sum(axis => (axis.Size - 1) * axis.Strides[i]) + padded <= Floats(Types[i]));
        return fits ? padded : Columns.Size;
    }

    /// <summary>The floats of a tensor from its first element on.</summary>
    private static long Floats(LaidOutType type) =>
        type.Shape.Leading == 0 ? Geometry.Align(type.Shape.ElementCount) : Geometry.Of(type).Floats - Geometry.Of(type).Interior;

    /// <summary>The rows of the present trip of the outer loops that a worker computes.</summary>
    public Expression RowCount { get; private set; } = 0;

    /// <summary>The floats of a row that a worker computes.</summary>
    public Expression ColumnCount { get; private set; } = 0;

    /// <summary>The rows of the first tensor's map that a worker computes, where the loops are cut so.</summary>
    public Lines? Lines { get; private set; }

    private Expression _firstRow = 0, _firstColumn = 0;

    /// <summary>The start of those rows in a tensor.</summary>
    public Expression Offset(int tensor) =>
        Expression.Sum(Outer.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Variable(i)))) + (Rows.Strides[tensor] * _firstRow)
        + (Columns.Strides[tensor] * _firstColumn);

    /// <summary>
    /// Begins the outer loops over rows of so many floats, cut into items along the first loop or the rows, whichever are more, or along the columns where
    /// these make more items; disposing the result ends them. <paramref name="cost"/> is that of one element.
    /// </summary>
    public IDisposable WriteOuter(StepBuilder step, long columns, long cost)
    {
        long elements = _axes.Aggregate(1L, (count, axis) => count * axis.Size);
        (RowCount, ColumnCount) = (Rows.Size, columns);
        long outer = _axes.Count > 2 ? _axes[0].Size : 1;
        if (columns / StepBuilder.FloatsOfItem >= Math.Max(outer, Rows.Size))
        {
            (Expression firstColumn, Expression endColumn) = step.Items("Column", columns, StepBuilder.FloatsOfItem, elements / Columns.Size * cost);
            (_firstColumn, ColumnCount) = (firstColumn, endColumn - firstColumn);
            return step.Loops(Outer.Select((axis, i) => new LoopRange(Variable(i), 0, axis.Size)));
        }

        bool cutsOuter = _axes.Count > 2 && outer >= Rows.Size;
        LoopAxis cut = cutsOuter ? _axes[0] : Rows;
        long tile = Math.Max(1, StepBuilder.FloatsOfItem * cut.Size / elements);
        (Expression first, Expression end) = step.Items("Row", cut.Size, tile, elements / cut.Size * cost);
        if (!cutsOuter) (_firstRow, RowCount) = (first, end - first);
        Geometry map = Geometry.Of(Types[0]);
        if (cut.Size == map.Height && cut.Strides[0] == map.Row) Lines = new Lines(LineAxis.Row, first, end);
        return step.Loops(Outer.Select((axis, i) => new LoopRange(Variable(i), i == 0 && cutsOuter ? first : 0, i == 0 && cutsOuter ? end : axis.Size)));
    }

    public static string Variable(int loop) => FormattableString.Invariant($"i{loop}");
}
