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
/// <param name="rowTile">Rows of a block.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct GemmTiles(nint first, nint last, nint columns, nint batch, nint rowTile)
{
    private const int PanelWidth = 32;

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
        nint row = block * rowTile, column = panel * PanelWidth;
        Current = new Tile(row, nint.Min(rowTile, batch - row), column, nint.Min(count * PanelWidth, columns - column));
        next += count;
        return true;
    }

    private static nint Panels(nint columns) => (columns + PanelWidth - 1) / PanelWidth;
}
