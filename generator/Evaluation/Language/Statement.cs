namespace Kiln.Generator.Evaluation.Language;

/// <summary>A statement of a body.</summary>
internal abstract record Statement;

internal sealed record ExpressionStatement(Expression Value) : Statement;
internal sealed record IfStatement(Expression Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Else) : Statement;

/// <summary><c>while</c>, <c>do</c>, <c>for</c>: <paramref name="Step"/> follows each trip, even on <c>continue</c>; <c>do</c> tests after its first.</summary>
internal sealed record LoopStatement(Expression Condition, EquatableArray<Statement> Body, EquatableArray<Statement> Step, bool TestsFirst) : Statement;

internal sealed record ForEachStatement(Target Item, Expression Items, EquatableArray<Statement> Body) : Statement;

/// <summary>The first section with a pattern that fits runs; <c>break</c> leaves it.</summary>
internal sealed record SwitchStatement(Expression Value, EquatableArray<SwitchSection> Sections) : Statement;

/// <summary>A section of a switch. The default one comes last, wherever it is in the source.</summary>
internal sealed record SwitchSection(EquatableArray<SwitchLabel> Labels, EquatableArray<Statement> Body);

/// <summary>A <c>case</c> with its <c>when</c>.</summary>
internal sealed record SwitchLabel(Pattern Pattern, Expression? Guard);

/// <summary>
/// One trip of a loop that contains a lambda or a local function: as in C#, every trip has its own variables, so that each lambda keeps the values
/// of its trip. Inside, variables outside are one level further away.
/// </summary>
internal sealed record ScopeStatement(Body Body) : Statement;

/// <summary>Ends a body; without a value in methods that give none.</summary>
internal sealed record ReturnStatement(Expression? Value) : Statement;

internal sealed record BreakStatement : Statement;
internal sealed record ContinueStatement : Statement;

/// <summary>
/// The body of a method, property, initializer or lambda. Parameters take the first slots, locals the others; <paramref name="Functions"/> are the local
/// functions and lambdas inside it, which have their own slots.
/// </summary>
internal sealed record Body(EquatableArray<string> Parameters, int Slots, EquatableArray<Statement> Statements, EquatableArray<Body> Functions)
{
    /// <summary>A body that computes one value.</summary>
    public static Body Of(EquatableArray<string> parameters, Expression value) => new(parameters, parameters.Count, [new ReturnStatement(value)], []);
}

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

/// <summary>A target of another kind of number than the item that goes into it: one of C#'s implicit conversions, which always have a result.</summary>
internal sealed record NumberTarget(Target Inner, NumberKind Kind) : Target;

/// <summary><c>_</c>.</summary>
internal sealed record DiscardTarget : Target;
