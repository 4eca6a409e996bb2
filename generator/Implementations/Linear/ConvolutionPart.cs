using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// One call of a convolution's kernel: a phase and a group, and of these a worker's tile, whose rows are <paramref name="Lines"/> rows of the result, or pixels
/// where it has one row.
/// </summary>
internal readonly record struct ConvolutionPart(TapAxis Rows, TapAxis Columns, int Group, Tile Tile, bool IsOneRow, long Lines)
{
    /// <summary>The first row and column of the phase.</summary>
    public Expression FirstRow => IsOneRow ? 0 : Tile.Row;

    public Expression FirstColumn => IsOneRow ? Tile.Row : 0;

    /// <summary>The rows and columns of the phase; phases of a strided gradient differ by one line at most.</summary>
    public Expression Height => IsOneRow ? Rows.Count : Clipped(Rows);

    public Expression Width => IsOneRow ? Clipped(Columns) : Columns.Count;

    private Expression Clipped(TapAxis axis) => axis.Count == Lines ? Tile.Rows : Expression.Min(Tile.Rows, axis.Count - Tile.Row);
}
