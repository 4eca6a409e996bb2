namespace Kiln.Generator.Steps;

/// <summary>A worker's part of a matrix.</summary>
internal readonly record struct Tile(Expression Row, Expression Rows, Expression Column, Expression Columns)
{
    /// <summary>The present tile of a loop.</summary>
    public static Tile OfLoop { get; } = new(
        Expression.Named("tile.Row"), Expression.Named("tile.Rows"), Expression.Named("tile.Column"), Expression.Named("tile.Columns"));
}
