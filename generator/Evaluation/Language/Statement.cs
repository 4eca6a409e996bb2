namespace Kiln.Generator.Evaluation.Language;

/// <summary>A statement of a body.</summary>
internal abstract record Statement;

internal sealed record ExpressionStatement(Expression Value) : Statement;

internal sealed record IfStatement(Expression Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Else) : Statement;

/// <summary>
/// <c>while</c>, <c>do</c> and <c>for</c>: <paramref name="Step"/> runs after each trip, <c>continue</c> included; a <c>do</c> does
/// not test before its first trip.
/// </summary>
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
