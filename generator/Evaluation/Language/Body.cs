namespace Kiln.Generator.Evaluation.Language;

/// <summary>The body of a method. Parameters take the first slots, locals the others.</summary>
internal sealed record Body(EquatableArray<string> Parameters, int Slots, EquatableArray<Statement> Statements);

/// <summary>A statement of a body.</summary>
internal abstract record Statement;

/// <summary>Declares or assigns variables; several take the items of a tuple, and a negative slot discards.</summary>
internal sealed record AssignStatement(EquatableArray<int> Slots, Expression Value) : Statement;

internal sealed record ReturnStatement(Expression Value) : Statement;

internal sealed record ExpressionStatement(Expression Value) : Statement;
