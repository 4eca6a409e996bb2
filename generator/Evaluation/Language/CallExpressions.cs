namespace Kiln.Generator.Evaluation.Language;

/// <summary>
/// A call of a method in source, or the read of a property or field: <paramref name="Method"/> is the key of its <see cref="MethodSpec"/>.
/// <paramref name="Block"/> is the block whose member it is where that is not the block around. Arguments are in the order of the parameters.
/// </summary>
internal sealed record CallExpression(
    string Method, Expression? Block, EquatableArray<Expression> Arguments, Expression? Name, int Origin) : Expression(Origin);

/// <summary>A lambda or local function: number <paramref name="Index"/> of the body <paramref name="Level"/> bodies around this one.</summary>
internal sealed record FunctionExpression(int Index, int Level, int Origin) : Expression(Origin);

/// <summary>A method as a value, such as the last argument of <c>Repeat(x, 3, Twice)</c>.</summary>
internal sealed record MethodGroupExpression(string Method, int Origin) : Expression(Origin);

/// <summary>A call of a lambda, local function or method that is a value.</summary>
internal sealed record InvokeExpression(Expression Function, EquatableArray<Expression> Arguments, int Origin) : Expression(Origin);
