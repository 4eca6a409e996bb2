using Kiln.Generator.Emit;

namespace Kiln.Generator.Implementations;

/// <summary>
/// The loops of a reduction as source: a loop for each axis that stays, then the kernel with up to three axes that are reduced, and with the columns where they
/// stay and are neighbours in both tensors. Further reduced axes are loops whose trips add to the first one's result.
/// </summary>
internal sealed class ReductionText
{
    /// <summary>Columns that one item of a batch's work takes.</summary>
    public const int ColumnsPerItem = 64;

    private readonly List<LoopAxis> _kept = [], _around = [], _reduced;
    private readonly bool _isBatch;
    private readonly long _batchStride;

    /// <param name="loops">The loops over the larger tensor.</param>
    /// <param name="ofResult">The tensor that is reduced: it does not move along the reduced axes.</param>
    /// <param name="batchStride">Floats from sample to sample where the batch is reduced, too.</param>
    public ReductionText(LoopNest loops, int ofResult, long? batchStride)
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
    public (string Items, string Cost) Work(string batch)
    {
        long reduced = _reduced.Concat(_around).Aggregate(1L, (count, axis) => count * axis.Size), columns = KeepsColumns ? Columns.Size : 1;
        if (_kept.Count == 0 && !KeepsColumns) return ("1", "0");
        (long items, long cost) = _kept.Count == 0
            ? ((Columns.Size + ColumnsPerItem - 1) / ColumnsPerItem, reduced * ColumnsPerItem)
            : (_kept[0].Size, _kept.Skip(1).Aggregate(reduced * columns, (count, axis) => count * axis.Size));
        return (SourceWriter.Number(items), $"{SourceWriter.Number(cost)} * (long){batch}");
    }

    /// <summary>Writes the heads of the loops; <paramref name="isCut"/> makes the first one run over the worker's items.</summary>
    public IDisposable WriteLoops(SourceWriter writer, bool isCut)
    {
        var scopes = new List<SourceWriter.Scope>();
        if (isCut && _kept.Count == 0 && KeepsColumns)
        {
            string perItem = SourceWriter.Number(ColumnsPerItem);
            writer.Line($"nint begin = {perItem} * (nint)first, end = nint.Min({perItem} * (nint)last, {SourceWriter.Number(Columns.Size)});");
        }

        for (int i = 0; i < _kept.Count; i++)
            scopes.Add(writer.Block(isCut && i == 0 ? "for (nint k0 = first; k0 < last; k0++)" : Loop("k", i, _kept[i])));
        for (int i = 0; i < _around.Count; i++) scopes.Add(writer.Block(Loop("r", i, _around[i])));
        return new Loops(scopes);

        static string Loop(string letter, int i, LoopAxis axis)
        {
            string variable = letter + SourceWriter.Number(i);
            return $"for (nint {variable} = 0; {variable} < {SourceWriter.Number(axis.Size)}; {variable}++)";
        }
    }

    /// <summary>Whether the present trip of the further reduced axes is the first one, as source; null if there are none.</summary>
    public string? IsFirstTrip => _around.Count == 0 ? null : string.Join(" && ", _around.Select((_, i) => $"r{SourceWriter.Number(i)} == 0"));

    /// <summary>Where the present trip begins in a tensor.</summary>
    public string Offset(int tensor) => StepText.Sum(
    [
        .. _kept.Select((axis, i) => StepText.Product(axis.Strides[tensor], $"k{SourceWriter.Number(i)}")),
        .. _around.Select((axis, i) => StepText.Product(axis.Strides[tensor], $"r{SourceWriter.Number(i)}")),
    ]);

    /// <summary>Where the worker's columns begin.</summary>
    public string ColumnOffset(int tensor) => _isBatch && _kept.Count == 0 && KeepsColumns ? StepText.Product(Columns.Strides[tensor], "begin") : "0";

    public string ColumnCount(bool isCut) => isCut && _kept.Count == 0 ? "end - begin" : SourceWriter.Number(Columns.Size);

    /// <summary>The kernel's loops over a tensor.</summary>
    public string Reduced(int tensor)
    {
        List<string> loops = [];
        if (_isBatch) loops.AddRange(["batch", SourceWriter.Number(_batchStride)]);
        for (int i = _reduced.Count + (_isBatch ? 1 : 0); i < 3; i++) loops.AddRange(["1", "0"]);
        foreach (LoopAxis axis in _reduced) loops.AddRange([SourceWriter.Number(axis.Size), SourceWriter.Number(axis.Strides[tensor])]);
        return $"new global::Kiln.Kernels.ReducedAxes({string.Join(", ", loops)})";
    }

    private sealed class Loops(IReadOnlyList<SourceWriter.Scope> scopes) : IDisposable
    {
        public void Dispose()
        {
            foreach (SourceWriter.Scope scope in scopes.Reverse()) scope.Dispose();
        }
    }
}
