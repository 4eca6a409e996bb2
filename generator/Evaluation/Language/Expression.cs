namespace Kiln.Generator.Evaluation.Language;

/// <summary>
/// An expression of a body: free of Roslyn, compared by structure, made of strings, numbers and more of its kind, so that it can be written down for
/// other assemblies. <paramref name="Origin"/> indexes the span table of the body.
/// </summary>
internal abstract record Expression(int Origin);

/// <summary>Anything that the C# compiler folds: literals, constants, defaults of parameters.</summary>
internal sealed record ConstantExpression(Datum Value, int Origin) : Expression(Origin);

/// <summary>A parameter or local variable, by slot: parameters come first. <paramref name="Level"/> counts the bodies around this one.</summary>
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

/// <summary>An argument by the name of its parameter; an absent optional one has its default and the origin of the whole call.</summary>
internal sealed record Argument(string Parameter, Expression Value, int Origin)
{
    /// <summary>It is written without a name, so that its position alone gives its meaning. Not known for a library's bodies.</summary>
    public bool IsPositional { get; init; }
}

/// <summary>
/// A use of a layer: an attribute on the class, a fluent or static call, or an operator. <paramref name="Inputs"/> are nodes or lists of nodes, the receiver
/// first, and <paramref name="InputNames"/> the parameters that they are given to. <paramref name="IsFloat"/>: a quantized network computes it in floats.
/// </summary>
internal sealed record LayerExpression(
    string Layer, EquatableArray<Expression> Inputs, EquatableArray<string> InputNames, EquatableArray<Argument> Arguments, Expression? Name, bool Frozen,
    bool IsFloat, int Origin) : Expression(Origin)
{
    /// <summary>The name of the node on which a fluent method is called.</summary>
    public const string Receiver = "this";

    /// <summary>The operands of an operator.</summary>
    public const string Left = "left";

    /// <inheritdoc cref="Left"/>
    public const string Right = "right";
}

/// <summary>
/// <c>new TwoLayerAttribute(32) { Name = "body" }</c>, or the attribute itself. <paramref name="Members"/> are the fields and properties that it sets: each
/// under its key, or under the one of its setter where that has a body. <paramref name="IsFloat"/>: a quantized network computes it in floats.
/// </summary>
internal sealed record BlockExpression(
    string Type, string Constructor, EquatableArray<Expression> Arguments, EquatableArray<Argument> Members, Expression? Name, bool Frozen,
    bool IsFloat, int Origin) : Expression(Origin);

/// <summary>A block applied to a node.</summary>
internal sealed record ApplyExpression(Expression Input, Expression Block, Expression? Name, int Origin) : Expression(Origin);

/// <summary>A dimension of a node, counted from the end where <paramref name="FromEnd"/> is set.</summary>
internal sealed record DimensionExpression(Expression Node, Expression Index, bool FromEnd, int Origin) : Expression(Origin);

/// <summary>What a node says about its shape: <c>Channels</c>, <c>Height</c>, <c>Width</c>, <c>Rank</c>.</summary>
internal sealed record ShapeExpression(Expression Node, string Property, int Origin) : Expression(Origin);
