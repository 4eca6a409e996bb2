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
/// beside it. <paramref name="CostOfElement"/> is what one element of the box costs, in multiply-adds that take as long.
/// </summary>
internal sealed record Phase(EquatableArray<Cut> Box, Expression CostOfElement, EquatableArray<Statement> Statements)
{
    /// <summary>The number of items; one if the phase is not cut.</summary>
    public Expression Items => Box.Aggregate((Expression)1, (items, cut) => items * cut.Items);

    /// <summary>What one item costs; the last of a dimension may cost less.</summary>
    public Expression Cost => Box.Aggregate(CostOfElement, (cost, cut) => cut.Tile == 1 ? cost : cost * Expression.Min(cut.Count, cut.Tile));

    /// <summary>What all items cost.</summary>
    public Expression CostOfAll => Box.Aggregate(CostOfElement, (cost, cut) => cost * cut.Count);
}
