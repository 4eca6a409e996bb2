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
    private readonly int _cut;

    /// <summary>Along which of the kernel's axes the sums are cut into chunks, besides the batch; none if it has no axes.</summary>
    private readonly int _chunkAxis;

    private readonly bool _isBatch;
    private readonly long _batchStride;
    private SumItem _item;
    private SumRows _rows;

    /// <param name="loops">The loops over the larger tensor.</param>
    /// <param name="ofResult">The tensor that is reduced: it does not move along the reduced axes.</param>
    /// <param name="batchStride">Floats from sample to sample where the batch is reduced, too.</param>
    /// <param name="inOrder">Whether all elements of a chunk must come before those of the next.</param>
    public ReductionLoops(LoopNest loops, int ofResult, long? batchStride, bool inOrder = false)
    {
        Columns = loops.Columns;
        (_isBatch, _batchStride) = (batchStride is not null, batchStride ?? 0);
        List<LoopAxis> axes = [.. loops.Axes];
        KeepsColumns = Columns.Strides.All(stride => stride == 1);
        if (KeepsColumns) axes.RemoveAt(axes.Count - 1);
        _kept = [.. axes.Where(axis => axis.Strides[ofResult] != 0)];
        _cut = _kept.FindIndex(axis => axis.Size == _kept.Max(other => other.Size));
        List<LoopAxis> reduced = [.. axes.Where(axis => axis.Strides[ofResult] == 0)];
        int inKernel = Math.Min(reduced.Count, _isBatch ? 2 : 3);
        _around = [.. reduced.Take(reduced.Count - inKernel)];
        _reduced = [.. reduced.Skip(reduced.Count - inKernel)];
        _chunkAxis = inOrder && _reduced.Count > 0 ? 0 : _reduced.FindIndex(axis => axis.Size == _reduced.Max(other => other.Size));
    }

    public LoopAxis Columns { get; }

    /// <summary>Whether the innermost axis stays and its elements are neighbours in every tensor: they are summed side by side.</summary>
    public bool KeepsColumns { get; }

    /// <summary>Items of the results.</summary>
    public long ItemCount => _kept.Count > 0 ? _kept[_cut].Size : KeepsColumns ? new Cut(Columns.Size, ColumnsPerItem).ItemCount : 1;

    /// <summary>The elements that are reduced, of one sample.</summary>
    public long Elements => Reduced().Concat(_kept).Aggregate(KeepsColumns ? Columns.Size : 1L, (count, axis) => count * axis.Size);

    /// <summary>Whether the results fill the memory in which they lie without gaps.</summary>
    public bool HasDenseResults(int tensor) =>
        _kept.Sum(axis => (axis.Size - 1) * axis.Strides[tensor]) + (KeepsColumns ? Columns.Size : 1)
        == _kept.Aggregate(KeepsColumns ? Columns.Size : 1L, (count, axis) => count * axis.Size);

    private IEnumerable<LoopAxis> Reduced() => _reduced.Concat(_around);

    /// <summary>Begins the loops, cut into items along the longest axis that stays, or along the columns.</summary>
    public IDisposable WriteLoops(StepBuilder step)
    {
        long reduced = Reduced().Aggregate(1L, (count, axis) => count * axis.Size);
        Expression costOfColumn = _isBatch ? reduced * step.Batch : reduced;
        long columns = KeepsColumns ? Columns.Size : 1;
        IDisposable items = _kept.Count > 0
            ? step.SumItems("Trip", _kept[_cut].Size, 1, Elements / reduced / _kept[_cut].Size * costOfColumn, out _item)
            : step.SumItems("Column", columns, KeepsColumns ? ColumnsPerItem : 1, costOfColumn, out _item);
        IDisposable loops = step.Loops([
            .. _kept.Select((axis, i) => new LoopRange(Kept(i), i == _cut ? _item.First : 0, i == _cut ? _item.End : axis.Size)),
            .. _around.Select((axis, i) => new LoopRange(Around(i), 0, axis.Size))]);
        IDisposable rows = step.SumRows(_item, _isBatch ? Expression.Batch : 1, _chunkAxis < 0 ? 1 : _reduced[_chunkAxis].Size, out _rows);
        return new Scopes([items, loops, rows]);
    }

    /// <summary>Where the kernel stores the results of a worker's item.</summary>
    public Argument Result(StepBuilder step, int tensor) => step.SumAt(_item, 0, Offset(tensor), ColumnOffset(tensor));

    /// <summary>Which chunk the worker's item is of.</summary>
    public Expression Chunk => _item.Chunk ?? 0;

    /// <summary>Whether the kernel adds to what is there: as caller or chunk say, and in any case after the first trip of the further reduced axes.</summary>
    public Argument Added => _around.Count == 0 ? _rows.Adds : new Argument.AddsAfterFirst([.. _around.Select((_, i) => Around(i))], _rows.Adds);

    /// <summary>Where the present trip begins in a tensor.</summary>
    public Expression Offset(int tensor) => Expression.Sum([
        .. _kept.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Kept(i))),
        .. _around.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Around(i)))]);

    /// <summary>Where the worker's columns begin.</summary>
    public Expression ColumnOffset(int tensor) => _kept.Count == 0 && KeepsColumns ? Columns.Strides[tensor] * _item.First : 0;

    public Expression ColumnCount => _kept.Count == 0 ? _item.End - _item.First : Columns.Size;

    /// <summary>Where the rows of the worker's chunk begin.</summary>
    public Expression ChunkOffset(int tensor) => _rows.Offset(_batchStride, _chunkAxis < 0 ? 0 : _reduced[_chunkAxis].Strides[tensor]);

    /// <summary>The kernel's loops over a tensor.</summary>
    public Argument Reduced(int tensor)
    {
        List<Argument> loops = [];
        if (_isBatch) loops.AddRange([_rows.Samples, _batchStride]);
        for (int i = 0; i < _reduced.Count; i++) loops.AddRange([i == _chunkAxis ? _rows.Rows : _reduced[i].Size, _reduced[i].Strides[tensor]]);
        return new Argument.Structure("ReducedAxes", loops.Count > 0 ? [.. loops] : [1, 0]);
    }

    private static string Kept(int axis) => FormattableString.Invariant($"k{axis}");

    private static string Around(int axis) => FormattableString.Invariant($"r{axis}");
}
