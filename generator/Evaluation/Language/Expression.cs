namespace Kiln.Generator.Evaluation.Language;

/// <summary>
/// An expression of a body: free of Roslyn, compared by structure, made of strings, numbers and more of its kind, so that it can be written down for
/// other assemblies. <paramref name="Origin"/> indexes the span table of the body.
/// </summary>
internal abstract record Expression(int Origin);

/// <summary>Whatever the C# compiler folds: literals, constants, defaults of parameters.</summary>
internal sealed record ConstantExpression(Datum Value, int Origin) : Expression(Origin);

/// <summary>A parameter of the method or a local variable, by slot: parameters come first.</summary>
internal sealed record VariableExpression(int Slot, int Origin) : Expression(Origin);

/// <summary>A parameter of the block's primary constructor.</summary>
internal sealed record CaptureExpression(string Name, int Origin) : Expression(Origin);

/// <summary>An argument by the name of its parameter; an absent optional one has its default and the origin of the whole call.</summary>
internal sealed record Argument(string Parameter, Expression Value, int Origin);

/// <summary>
/// A use of a layer: an attribute on the class, a fluent or static call, or an operator. <paramref name="Inputs"/> are nodes or lists of nodes, the receiver
/// first, and <paramref name="InputNames"/> the parameters that they are given to.
/// </summary>
internal sealed record LayerExpression(
    string Layer,
    EquatableArray<Expression> Inputs,
    EquatableArray<string> InputNames,
    EquatableArray<Argument> Arguments,
    Expression? Name,
    bool Frozen,
    int Origin) : Expression(Origin)
{
    /// <summary>The name under which the node stands on which a fluent method is called.</summary>
    public const string Receiver = "this";
}

/// <summary><c>new TwoLayerAttribute(32) { Name = "body" }</c>, or the attribute itself.</summary>
internal sealed record BlockExpression(string Type, EquatableArray<Argument> Arguments, Expression? Name, bool Frozen, int Origin) : Expression(Origin);

/// <summary>A block applied to a node.</summary>
internal sealed record ApplyExpression(Expression Input, Expression Block, Expression? Name, int Origin) : Expression(Origin);

/// <summary>A dimension of a node, counted from the end where <paramref name="FromEnd"/> is set.</summary>
internal sealed record DimensionExpression(Expression Node, Expression Index, bool FromEnd, int Origin) : Expression(Origin);

/// <summary>What a node says about its shape: <c>Channels</c>, <c>Height</c>, <c>Width</c>, <c>Rank</c>.</summary>
internal sealed record ShapeExpression(Expression Node, string Property, int Origin) : Expression(Origin);

internal sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right, int Origin) : Expression(Origin);

internal sealed record UnaryExpression(UnaryOperator Operator, Expression Operand, int Origin) : Expression(Origin);

/// <summary>A conversion between numbers that changes the value: int to double, or double to int towards zero.</summary>
internal sealed record ConversionExpression(bool ToFloat, Expression Operand, int Origin) : Expression(Origin);

internal sealed record ArrayExpression(EquatableArray<Expression> Items, int Origin) : Expression(Origin);

internal sealed record TupleExpression(EquatableArray<Expression> Items, int Origin) : Expression(Origin);

/// <summary>A construct outside the language; evaluating it reports it by name.</summary>
internal sealed record UnsupportedExpression(string Construct, int Origin) : Expression(Origin);

/// <summary>Refers to a member that Kiln itself generates, which does not exist while Kiln reads the source.</summary>
internal sealed record GeneratedMemberExpression(string Member, int Origin) : Expression(Origin);

/// <summary>Code that the C# compiler rejects: it has spoken already, so evaluation is silent.</summary>
internal sealed record InvalidExpression(int Origin) : Expression(Origin);

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

internal enum UnaryOperator
{
    Minus,
    Not,
}
