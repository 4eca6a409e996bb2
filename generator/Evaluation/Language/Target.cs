namespace Kiln.Generator.Evaluation.Language;

/// <summary>The target of an assignment.</summary>
internal abstract record Target;

internal sealed record VariableTarget(int Slot, int Level = 0) : Target;

/// <summary>An element of an array; <c>a[^1]</c> counts from the end.</summary>
internal sealed record ElementTarget(Expression Array, Expression Index, bool FromEnd, int Origin) : Target;

/// <summary><c>(a, b) = ...</c>: the items of a tuple, one by one.</summary>
internal sealed record TupleTarget(EquatableArray<Target> Items) : Target;

/// <summary>
/// A field or automatic property of the block that is being made, or a parameter of its primary constructor, by its key. <paramref name="Read"/> gives what it
/// holds, where the assignment needs that.
/// </summary>
internal sealed record MemberTarget(string Member, Expression? Read) : Target;

/// <summary>
/// A target of another kind of number than the item of a tuple that goes into it: one of C#'s implicit conversions, which always have a result.
/// </summary>
internal sealed record NumberTarget(Target Inner, NumberKind Kind) : Target;

/// <summary><c>_</c>.</summary>
internal sealed record DiscardTarget : Target;
