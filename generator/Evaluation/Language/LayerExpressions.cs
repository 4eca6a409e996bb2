namespace Kiln.Generator.Evaluation.Language;

/// <summary>An argument by the name of its parameter; an absent optional one has its default and the origin of the whole call.</summary>
internal sealed record Argument(string Parameter, Expression Value, int Origin)
{
    /// <summary>It is written without a name, so that its position alone gives its meaning. Not known for a library's bodies.</summary>
    public bool IsPositional { get; init; }
}

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
    /// <summary>The name of the node on which a fluent method is called.</summary>
    public const string Receiver = "this";

    /// <summary>The operands of an operator.</summary>
    public const string Left = "left";

    /// <inheritdoc cref="Left"/>
    public const string Right = "right";
}

/// <summary>
/// <c>new TwoLayerAttribute(32) { Name = "body" }</c>, or the attribute itself. <paramref name="Members"/> are the fields and properties that it sets: each
/// under its key, or under the one of its setter where that has a body.
/// </summary>
internal sealed record BlockExpression(
    string Type,
    string Constructor,
    EquatableArray<Expression> Arguments,
    EquatableArray<Argument> Members,
    Expression? Name,
    bool Frozen,
    int Origin) : Expression(Origin);

/// <summary>A block applied to a node.</summary>
internal sealed record ApplyExpression(Expression Input, Expression Block, Expression? Name, int Origin) : Expression(Origin);

/// <summary>A dimension of a node, counted from the end where <paramref name="FromEnd"/> is set.</summary>
internal sealed record DimensionExpression(Expression Node, Expression Index, bool FromEnd, int Origin) : Expression(Origin);

/// <summary>What a node says about its shape: <c>Channels</c>, <c>Height</c>, <c>Width</c>, <c>Rank</c>.</summary>
internal sealed record ShapeExpression(Expression Node, string Property, int Origin) : Expression(Origin);
