using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// The loops of a reduction: a loop for each axis that stays, then the kernel with up to three axes that are reduced, and with the columns where they
/// stay and are neighbours in both tensors. Further reduced axes are loops whose trips add to the first one's result.
/// </summary>
internal sealed class ReductionLoops
{
    /// <summary>Columns that one item of a batch's work takes.</summary>
    public const int ColumnsPerItem = 64;

    private readonly List<LoopAxis> _kept = [], _around = [], _reduced;
    private readonly bool _isBatch;
    private readonly long _batchStride;
    private Expression _firstColumn = 0, _endColumn;

    /// <param name="loops">The loops over the larger tensor.</param>
    /// <param name="ofResult">The tensor that is reduced: it does not move along the reduced axes.</param>
    /// <param name="batchStride">Floats from sample to sample where the batch is reduced, too.</param>
    public ReductionLoops(LoopNest loops, int ofResult, long? batchStride)
    {
        Columns = loops.Columns;
        _endColumn = Columns.Size;
        (_isBatch, _batchStride) = (batchStride is not null, batchStride ?? 0);
        List<LoopAxis> axes = [.. loops.Axes];
        KeepsColumns = Columns.Strides.All(stride => stride == 1);
        if (KeepsColumns) axes.RemoveAt(axes.Count - 1);
        _kept = [.. axes.Where(axis => axis.Strides[ofResult] != 0)];
        List<LoopAxis> reduced = [.. axes.Where(axis => axis.Strides[ofResult] == 0)];
        int inKernel = Math.Min(reduced.Count, _isBatch ? 2 : 3);
        _around = [.. reduced.Take(reduced.Count - inKernel)];
        _reduced = [.. reduced.Skip(reduced.Count - inKernel)];
    }

    public LoopAxis Columns { get; }

    /// <summary>Whether the innermost axis stays and its elements are neighbours in every tensor: they are summed side by side.</summary>
    public bool KeepsColumns { get; }

    /// <summary>Begins the loops, cut into items along the first axis that stays, or along the columns.</summary>
    public IDisposable WriteLoops(StepBuilder step)
    {
        long reduced = _reduced.Concat(_around).Aggregate(1L, (count, axis) => count * axis.Size);
        Expression costOfColumn = _isBatch ? reduced * step.Batch : reduced;
        (Expression First, Expression End) trips = (0, 0);
        if (_kept.Count > 0)
            trips = step.Items(
                "Trip", _kept[0].Size, 1, _kept.Skip(1).Aggregate(KeepsColumns ? Columns.Size : 1L, (count, axis) => count * axis.Size) * costOfColumn);
        else if (KeepsColumns)
            (_firstColumn, _endColumn) = step.Items("Column", Columns.Size, ColumnsPerItem, costOfColumn);
        return step.Loops([
            .. _kept.Select((axis, i) => (Kept(i), i == 0 ? trips.First : 0, i == 0 ? trips.End : axis.Size)),
            .. _around.Select((axis, i) => (Around(i), (Expression)0, (Expression)axis.Size))]);
    }

    /// <summary>Whether the kernel adds to what is there: as the caller says, and in any case after the first trip of the further reduced axes.</summary>
    public Argument Added(Argument accumulate) =>
        _around.Count == 0 ? accumulate : new Argument.AddsAfterFirst([.. _around.Select((_, i) => Around(i))], accumulate);

    /// <summary>Where the present trip begins in a tensor.</summary>
    public Expression Offset(int tensor) => Expression.Sum([
        .. _kept.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Kept(i))),
        .. _around.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Around(i)))]);

    /// <summary>Where the worker's columns begin.</summary>
    public Expression ColumnOffset(int tensor) => Columns.Strides[tensor] * _firstColumn;

    public Expression ColumnCount => _endColumn - _firstColumn;

    /// <summary>The kernel's loops over a tensor.</summary>
    public Argument Reduced(int tensor)
    {
        List<Argument> loops = [];
        if (_isBatch) loops.AddRange([Expression.Batch, _batchStride]);
        for (int i = _reduced.Count + (_isBatch ? 1 : 0); i < 3; i++) loops.AddRange([1, 0]);
        foreach (LoopAxis axis in _reduced) loops.AddRange([axis.Size, axis.Strides[tensor]]);
        return new Argument.Structure("ReducedAxes", [.. loops]);
    }

    private static string Kept(int axis) => FormattableString.Invariant($"k{axis}");

    private static string Around(int axis) => FormattableString.Invariant($"r{axis}");
}
