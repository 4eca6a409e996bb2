namespace Kiln.Generator.Steps;

/// <summary>What a binary expression computes.</summary>
internal enum Operator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Min,
    Max,
}

/// <summary>
/// A whole number that a step computes with: constants, variables of the loops around it, and what a call is run with. Sums fold their constants, and what is
/// zero or one is left out.
/// </summary>
internal abstract record Expression
{
    /// <summary>The samples of the call; one for values of parameters alone.</summary>
    public static Expression Batch { get; } = new Variable("batch");

    /// <summary>The sample that a step of a segment over samples computes.</summary>
    public static Expression Sample { get; } = new Variable(SampleVariable);
    public const string SampleVariable = "sample";

    /// <summary>The first item of a worker's share, and one past the last.</summary>
    public static Expression First { get; } = new Variable("first");
    public static Expression Last { get; } = new Variable("last");

    public static implicit operator Expression(long value) => new Number(value);

    /// <summary>A variable of a loop or of a statement before.</summary>
    public static Expression Named(string variable) => new Variable(variable);

    /// <summary>The sum of all terms.</summary>
    public static Expression Sum(IEnumerable<Expression> terms) => terms.Aggregate((Expression)0, (sum, term) => sum + term);

    public static Expression operator +(Expression left, Expression right) => (left, right) switch
    {
        (Number a, Number b) => a.Value + b.Value,
        (Number { Value: 0 }, _) => right,
        (_, Number { Value: 0 }) => left,
        (_, Binary { Operator: Operator.Subtract } rest) when rest.Right == left => rest.Left,
        // The constant of a sum comes last.
        (Number, _) => right + left,
        (Binary { Operator: Operator.Add, Right: Number a } sum, Number b) => sum.Left + (a.Value + b.Value),
        (Binary { Operator: Operator.Add, Right: Number a } sum, _) => sum.Left + right + a,
        (_, Binary { Operator: Operator.Add, Right: Number b } sum) => left + sum.Left + b,
        _ => new Binary(Operator.Add, left, right),
    };

    public static Expression operator -(Expression left, Expression right) => (left, right) switch
    {
        (_, Number number) => left + -number.Value,
        (Binary { Operator: Operator.Multiply, Left: Number a } x, Binary { Operator: Operator.Multiply, Left: Number b } y) when a == b =>
            a * (x.Right - y.Right),
        _ => new Binary(Operator.Subtract, left, right),
    };

    public static Expression operator *(Expression left, Expression right) => (left, right) switch
    {
        (Number a, Number b) => checked(a.Value * b.Value),
        (Number { Value: 0 }, _) or (_, Number { Value: 0 }) => 0,
        (Number { Value: 1 }, _) => right,
        (_, Number { Value: 1 }) => left,
        (Number a, Binary { Operator: Operator.Multiply, Left: Number b } product) => checked(a.Value * b.Value) * product.Right,
        // The factor of a product comes first.
        (_, Number) => right * left,
        _ => new Binary(Operator.Multiply, left, right),
    };

    public static Expression operator /(Expression left, Expression right) => (left, right) switch
    {
        (Number a, Number b) => a.Value / b.Value,
        (_, Number { Value: 1 }) => left,
        (Binary { Operator: Operator.Multiply, Left: Number a } product, Number b) when a.Value % b.Value == 0 => a.Value / b.Value * product.Right,
        _ => new Binary(Operator.Divide, left, right),
    };

    public static Expression operator %(Expression left, Expression right) => (left, right) switch
    {
        (Number a, Number b) => a.Value % b.Value,
        (_, Number { Value: 1 }) => 0,
        _ => new Binary(Operator.Remainder, left, right),
    };

    public static Expression Min(Expression left, Expression right) =>
        (left, right) is (Number a, Number b) ? Math.Min(a.Value, b.Value) : new Binary(Operator.Min, left, right);

    public static Expression Max(Expression left, Expression right) => new Binary(Operator.Max, left, right);

    /// <summary>The whole number of parts that so many elements need.</summary>
    public static Expression Ceiling(Expression elements, long part) => (elements + (part - 1)) / part;

    /// <summary>The place of item <paramref name="index"/> in rows of <paramref name="columns"/> items.</summary>
    public static Expression InRows(Expression index, long columns, long rowStride, long columnStride) =>
        columns == 1 ? rowStride * index : (rowStride * (index / columns)) + (columnStride * (index % columns));

    /// <summary>The variables that it mentions.</summary>
    public IEnumerable<string> Variables => this switch
    {
        // A field of a variable mentions that variable.
        Variable variable => [variable.Name.Split('.')[0]],
        Binary binary => binary.Left.Variables.Concat(binary.Right.Variables),
        _ => [],
    };

    public sealed record Number(long Value) : Expression;
    public sealed record Variable(string Name) : Expression;
    public sealed record Binary(Operator Operator, Expression Left, Expression Right) : Expression;
}
