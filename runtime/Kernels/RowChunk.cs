using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A chunk of a sum over the rows of a batch: chunk i of C takes rows [iR / C, (i + 1)R / C) of the R rows of all samples, those of a sample after those of the
/// one before. Enumerating it gives at most three parts: the rest of a sample, whole samples, the start of the last one. A chunk without rows is one part
/// without rows, so that its sum is zero.
/// </summary>
/// <param name="chunk">The chunk.</param>
/// <param name="chunks">The number of chunks.</param>
/// <param name="samples">Samples of the batch.</param>
/// <param name="rows">Rows of a sample.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct RowChunk(nint chunk, nint chunks, nint samples, nint rows)
{
    private readonly nint first = chunk * (samples * rows) / chunks;
    private readonly nint end = (chunk + 1) * (samples * rows) / chunks;
    private nint next = -1;

    /// <summary>The number of its rows.</summary>
    public readonly nint Count => end - first;

    /// <summary>The present part.</summary>
    public RowPart Current { get; private set; }

    /// <summary>The parts themselves.</summary>
    public readonly RowChunk GetEnumerator() => this;

    /// <summary>Goes to the next part.</summary>
    public bool MoveNext()
    {
        bool isFirst = next < 0;
        if (isFirst) next = first;
        if (next == end)
        {
            Current = default;
            return isFirst;
        }

        (nint sample, nint row) = Math.DivRem(next, rows);
        nint whole = row == 0 ? (end - next) / rows : 0;
        Current = whole > 0
            ? new RowPart(sample, whole, 0, rows, !isFirst)
            : new RowPart(sample, 1, row, nint.Min(rows - row, end - next), !isFirst);
        next += Current.Samples * Current.Rows;
        return true;
    }
}
