using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A product over a batch cut for workers: item i is one panel of 32 columns for one block of rows, panels fastest. Enumerating a range
/// of items gives as few tiles as possible: neighbouring panels of a row block are one tile.
/// </summary>
/// <param name="first">First item.</param>
/// <param name="last">One past the last item.</param>
/// <param name="columns">Columns of the product.</param>
/// <param name="batch">Rows of the product.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct GemmTiles(nint first, nint last, nint columns, nint batch)
{
    private const int PanelWidth = 32;

    // Enough rows that a panel, once in L1, is used often, and few enough that a batch has work for several threads; whole register
    // tiles of 14 rows.
    private const int RowsPerBlock = 56;

    private readonly nint panels = Panels(columns);
    private nint next = first;

    /// <summary>The present tile.</summary>
    public Tile Current { get; private set; }

    /// <summary>The tiles themselves.</summary>
    public readonly GemmTiles GetEnumerator() => this;

    /// <summary>Goes to the next tile.</summary>
    public bool MoveNext()
    {
        if (next >= last) return false;
        (nint block, nint panel) = Math.DivRem(next, panels);
        nint count = nint.Min(panels - panel, last - next);
        nint row = block * RowsPerBlock, column = panel * PanelWidth;
        Current = new Tile(row, nint.Min(RowsPerBlock, batch - row), column, nint.Min(count * PanelWidth, columns - column));
        next += count;
        return true;
    }

    private static nint Panels(nint columns) => (columns + PanelWidth - 1) / PanelWidth;
}
