namespace Kiln.Generator.Steps;

/// <summary>A worker's part of a matrix.</summary>
internal readonly record struct Tile(Expression Row, Expression Rows, Expression Column, Expression Columns)
{
    /// <summary>The variable of a loop over tiles.</summary>
    public const string Variable = "tile";

    /// <summary>The present tile of a loop.</summary>
    public static Tile OfLoop { get; } = new(
        Expression.Named(Variable + ".Row"), Expression.Named(Variable + ".Rows"), Expression.Named(Variable + ".Column"),
        Expression.Named(Variable + ".Columns"));
}
