namespace Kiln.Generator.Evaluation.Language;

/// <summary>A list by its items; a <see cref="SpreadExpression"/> among them stands for the items of another list.</summary>
internal sealed record ArrayExpression(EquatableArray<Expression> Items, int Origin) : Expression(Origin);

/// <summary><c>..items</c> in a collection expression.</summary>
internal sealed record SpreadExpression(Expression Items, int Origin) : Expression(Origin);

/// <summary><c>new Node[count]</c>: every element holds the default of its type.</summary>
internal sealed record NewArrayExpression(Expression Count, Datum Element, int Origin) : Expression(Origin);

internal sealed record LengthExpression(Expression Array, int Origin) : Expression(Origin);

internal sealed record ElementExpression(Expression Array, Expression Index, bool FromEnd, int Origin) : Expression(Origin);

/// <summary><c>a[start..end]</c>: a new array, or the slice of a span, which shows the elements themselves. Each bound may be absent.</summary>
internal sealed record RangeExpression(Expression Array, RangeBound? Start, RangeBound? End, bool IsSlice, int Origin) : Expression(Origin);

internal sealed record RangeBound(Expression Value, bool FromEnd);

/// <summary><c>list.Add(item)</c>.</summary>
internal sealed record AppendExpression(Expression Array, Expression Item, int Origin) : Expression(Origin);

internal sealed record TupleExpression(EquatableArray<Expression> Items, int Origin) : Expression(Origin);

internal sealed record TupleItemExpression(Expression Tuple, int Index, int Origin) : Expression(Origin);
