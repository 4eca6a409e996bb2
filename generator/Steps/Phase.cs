namespace Kiln.Generator.Steps;

/// <summary>A dimension of a phase's box of items: so many elements, and how many of them are one item.</summary>
internal sealed record Cut(Expression Count, long Tile)
{
    public Expression Items => Expression.Ceiling(Count, Tile);

    /// <summary>Elements of an item; the last may have fewer.</summary>
    public Expression ItemSize => Tile == 1 ? 1 : Expression.Min(Count, Tile);

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
    public Expression Cost => Box.Aggregate(CostOfElement, (cost, cut) => cost * cut.ItemSize);

    /// <summary>What all items cost; 0 where that depends on the batch.</summary>
    public long CostOfAll => Box.Aggregate(CostOfElement, (cost, cut) => cost * cut.Count) is Expression.Number all ? all.Value : 0;
}
