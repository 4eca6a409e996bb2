namespace Kiln.Generator.Steps;

/// <summary>A dimension of a phase's box of items: so many elements, and how many of them are one item.</summary>
internal sealed record Cut(Expression Count, long Tile)
{
    public Expression Items => Expression.Ceiling(Count, Tile);

    /// <summary>The number of items of a dimension whose size is a constant.</summary>
    public long ItemCount => ((Expression.Number)Items).Value;
}

/// <summary>
/// A part of a step that workers share, item by item; all items are done before the next phase begins. An item's result does not depend on which items run
/// beside it. <paramref name="Cost"/> is what one item costs, in multiply-adds.
/// </summary>
internal sealed record Phase(EquatableArray<Cut> Box, Expression Cost, EquatableArray<Statement> Statements)
{
    /// <summary>The number of items; one if the phase is not cut.</summary>
    public Expression Items => Box.Aggregate((Expression)1, (items, cut) => items * cut.Items);
}
