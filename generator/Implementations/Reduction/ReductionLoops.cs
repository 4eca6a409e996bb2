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

    /// <param name="loops">The loops over the larger tensor.</param>
    /// <param name="ofResult">The tensor that is reduced: it does not move along the reduced axes.</param>
    /// <param name="batchStride">Floats from sample to sample where the batch is reduced, too.</param>
    public ReductionLoops(LoopNest loops, int ofResult, long? batchStride)
    {
        Columns = loops.Columns;
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

    /// <summary>Items into which workers may cut the work of a batch, and the elements that one of them touches.</summary>
    public (Expression Items, Expression Cost) Work(Expression batch)
    {
        long reduced = _reduced.Concat(_around).Aggregate(1L, (count, axis) => count * axis.Size), columns = KeepsColumns ? Columns.Size : 1;
        if (_kept.Count == 0 && !KeepsColumns) return (1, 0);
        (long items, long cost) = _kept.Count == 0
            ? ((Columns.Size + ColumnsPerItem - 1) / ColumnsPerItem, reduced * ColumnsPerItem)
            : (_kept[0].Size, _kept.Skip(1).Aggregate(reduced * columns, (count, axis) => count * axis.Size));
        return (items, cost * batch);
    }

    /// <summary>Begins the loops; <paramref name="isCut"/> makes the first one run over the worker's items.</summary>
    public IDisposable WriteLoops(StepBuilder step, bool isCut)
    {
        if (isCut && _kept.Count == 0 && KeepsColumns)
        {
            step.Let("begin", ColumnsPerItem * Expression.First);
            step.Let("end", Expression.Min(ColumnsPerItem * Expression.Last, Columns.Size));
        }

        var scopes = new Stack<IDisposable>();
        for (int i = 0; i < _kept.Count; i++)
            scopes.Push(isCut && i == 0 ? step.Loop(Kept(i), Expression.First, Expression.Last) : step.Loop(Kept(i), 0, _kept[i].Size));
        scopes.Push(step.Loops(_around.Select((axis, i) => (Around(i), (Expression)axis.Size))));
        return new Scopes(scopes);
    }

    /// <summary>Whether the kernel adds to what is there: as the caller says, and in any case after the first trip of the further reduced axes.</summary>
    public Argument Added(Argument accumulate) =>
        _around.Count == 0 ? accumulate : new Argument.AddsAfterFirst([.. _around.Select((_, i) => Around(i))], accumulate);

    /// <summary>Where the present trip begins in a tensor.</summary>
    public Expression Offset(int tensor) => Expression.Sum([
        .. _kept.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Kept(i))),
        .. _around.Select((axis, i) => axis.Strides[tensor] * Expression.Named(Around(i)))]);

    /// <summary>Where the worker's columns begin.</summary>
    public Expression ColumnOffset(int tensor) =>
        _isBatch && _kept.Count == 0 && KeepsColumns ? Columns.Strides[tensor] * Expression.Named("begin") : 0;

    public Expression ColumnCount(bool isCut) =>
        isCut && _kept.Count == 0 ? Expression.Named("end") - Expression.Named("begin") : Columns.Size;

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

    private sealed class Scopes(Stack<IDisposable> scopes) : IDisposable
    {
        public void Dispose()
        {
            while (scopes.Count > 0) scopes.Pop().Dispose();
        }
    }
}
