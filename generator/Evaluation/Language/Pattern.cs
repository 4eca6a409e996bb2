namespace Kiln.Generator.Evaluation.Language;

/// <summary>What <c>is</c> and <c>switch</c> compare a value with.</summary>
internal abstract record Pattern;

/// <summary><c>_</c>, <c>var x</c>, <c>default</c>: everything fits, and a variable keeps it.</summary>
internal sealed record AnyPattern(Target? Variable) : Pattern;

/// <summary>A constant, or <c>&lt; 3</c> and its like.</summary>
internal sealed record RelationPattern(BinaryOperator Operator, Expression Value) : Pattern;

/// <summary>A type, which a null does not have: <c>{ }</c> and <c>int n</c>.</summary>
internal sealed record NotNullPattern(Target? Variable) : Pattern;

internal sealed record NotPattern(Pattern Inner) : Pattern;

internal sealed record BothPattern(bool IsAnd, Pattern Left, Pattern Right) : Pattern;

/// <summary><c>(1, &gt; 2)</c>: the items of a tuple.</summary>
internal sealed record TuplePattern(EquatableArray<Pattern> Items) : Pattern;
