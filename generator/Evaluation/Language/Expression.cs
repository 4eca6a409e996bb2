namespace Kiln.Generator.Evaluation.Language;

/// <summary>
/// An expression of a body: free of Roslyn, compared by structure, made of strings, numbers and more of its kind, so that it can be written down for
/// other assemblies. <paramref name="Origin"/> indexes the span table of the body.
/// </summary>
internal abstract record Expression(int Origin);

/// <summary>Anything that the C# compiler folds: literals, constants, defaults of parameters.</summary>
internal sealed record ConstantExpression(Datum Value, int Origin) : Expression(Origin);

/// <summary>
/// A parameter of the method or a local variable, by slot: parameters come first. <paramref name="Level"/> counts the bodies around this one.
/// </summary>
internal sealed record VariableExpression(int Slot, int Origin, int Level = 0) : Expression(Origin);

/// <summary>A parameter of the primary constructor of a block, or of a class that it derives from, by its key.</summary>
internal sealed record CaptureExpression(string Parameter, int Origin) : Expression(Origin);

/// <summary>An assignment, whose value is the assigned one; <paramref name="GivesOld"/> makes it the previous one, as in <c>i++</c>.</summary>
internal sealed record AssignExpression(Target Target, Expression Value, bool GivesOld, int Origin) : Expression(Origin);

/// <summary>The previous value of the surrounding assignment's target: <c>x += 1</c> is x = current + 1.</summary>
internal sealed record CurrentExpression(int Origin) : Expression(Origin);

internal sealed record ConditionalExpression(Expression Condition, Expression Then, Expression Else, int Origin) : Expression(Origin);

/// <summary><c>a ?? b</c>.</summary>
internal sealed record CoalesceExpression(Expression Value, Expression Otherwise, int Origin) : Expression(Origin);

internal sealed record IsExpression(Expression Value, Pattern Pattern, int Origin) : Expression(Origin);

internal sealed record SwitchExpression(Expression Value, EquatableArray<SwitchArm> Arms, int Origin) : Expression(Origin);

internal sealed record SwitchArm(Pattern Pattern, Expression? Guard, Expression Value);

internal sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right, int Origin) : Expression(Origin);

internal sealed record UnaryExpression(UnaryOperator Operator, Expression Operand, int Origin) : Expression(Origin);

/// <summary>A conversion between numbers that changes the value: towards zero where it leads to int.</summary>
internal sealed record ConversionExpression(NumberKind To, Expression Operand, int Origin) : Expression(Origin);

/// <summary>A function of System.Math.</summary>
internal sealed record MathExpression(string Function, EquatableArray<Expression> Arguments, int Origin) : Expression(Origin);

/// <summary>An interpolated string, or strings joined with '+'.</summary>
internal sealed record TextExpression(EquatableArray<TextPart> Parts, int Origin) : Expression(Origin);

internal sealed record TextPart(Expression Value, string? Format);

/// <summary>An exception: what the author of a block says about its use.</summary>
internal sealed record ThrowExpression(Expression Message, int Origin) : Expression(Origin);

/// <summary>
/// A construct outside the language; evaluating it reports it by name, and says what to use in its place. Where one of its <paramref name="Operands"/> is
/// unknown, the mistake is in it and has been reported.
/// </summary>
internal sealed record UnsupportedExpression(string Construct, string Supported, EquatableArray<Expression> Operands, int Origin) : Expression(Origin);

/// <summary>Refers to a member that Kiln itself generates, which does not exist while Kiln reads the source.</summary>
internal sealed record GeneratedMemberExpression(string Member, int Origin) : Expression(Origin);

/// <summary>Stands for a body of a library whose text this version of Kiln cannot read.</summary>
internal sealed record UnreadableExpression(string Member, string Library, int Origin) : Expression(Origin);

/// <summary>Code that the C# compiler rejects: it has reported it already, so evaluation is silent.</summary>
internal sealed record InvalidExpression(int Origin) : Expression(Origin);
