using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A matrix cut for workers: an item is a tile of rows and columns. Enumerating a range of items gives at most three tiles: the rest of a row of items, whole
/// rows, the start of the last one.
/// </summary>
/// <param name="first">First item.</param>
/// <param name="last">One past the last item.</param>
/// <param name="rows">Rows of the matrix.</param>
/// <param name="rowTile">Rows of an item.</param>
/// <param name="columns">Columns of the matrix.</param>
/// <param name="columnTile">Columns of an item.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct Tiles(nint first, nint last, nint rows, nint rowTile, nint columns, nint columnTile)
{
    // Items of a row.
    private readonly nint line = (columns + columnTile - 1) / columnTile;
    private nint next = first;

    /// <summary>The present tile.</summary>
    public Tile Current { get; private set; }

    /// <summary>The tiles themselves.</summary>
    public readonly Tiles GetEnumerator() => this;

    /// <summary>Goes to the next tile.</summary>
    public bool MoveNext()
    {
        if (next >= last) return false;
        (nint at, nint along) = Math.DivRem(next, line);
        bool whole = along == 0 && last - next >= line;
        nint lines = whole ? (last - next) / line : 1;
        nint count = whole ? line : nint.Min(line - along, last - next);
        (nint row, nint height) = Span(at, lines, rowTile, rows);
        (nint column, nint width) = Span(along, count, columnTile, columns);
        Current = new Tile(row, height, column, width);
        next += lines * count;
        return true;
    }

    // The elements of some items, of which the last may be smaller.
    private static (nint First, nint Count) Span(nint item, nint items, nint tile, nint elements) =>
        (item * tile, nint.Min((item + items) * tile, elements) - (item * tile));
}
