namespace Kiln.Generator.Formulas;

/// <summary>
/// An element-wise function as data: y = f(x, operands, scalars). From it come the reference evaluation (<see cref="FormulaReference"/>), the vector text of
/// every width (<c>FormulaText</c>) and the derivative (<see cref="Derivative"/>), so that a convention is stated once and holds everywhere.
/// </summary>
internal abstract record Formula
{
    /// <summary>The argument of the function.</summary>
    public static Formula X { get; } = new Variable(Leaf.X, 0);

    /// <summary>The function's own value, for derivatives.</summary>
    public static Formula Y { get; } = new Variable(Leaf.Y, 0);

    /// <summary>The gradient of y, for derivatives.</summary>
    public static Formula Dy { get; } = new Variable(Leaf.Dy, 0);

    /// <summary>An element of a further tensor.</summary>
    public static Formula Operand(int index) => new Variable(Leaf.Operand, index);

    /// <summary>A hyper-parameter: a number that is known when the network is compiled.</summary>
    public static Formula Scalar(int index) => new Variable(Leaf.Scalar, index);

    public static implicit operator Formula(double value) => new Number(value);

    public static Formula operator -(Formula argument) => new Unary(Function.Negate, argument);

    public static Formula operator +(Formula left, Formula right) => new Binary(Operation.Add, left, right);

    public static Formula operator -(Formula left, Formula right) => new Binary(Operation.Subtract, left, right);

    public static Formula operator *(Formula left, Formula right) => new Binary(Operation.Multiply, left, right);

    public static Formula operator /(Formula left, Formula right) => new Binary(Operation.Divide, left, right);

    public static Formula Abs(Formula argument) => new Unary(Function.Abs, argument);

    public static Formula Sqrt(Formula argument) => new Unary(Function.Sqrt, argument);

    public static Formula Exp(Formula argument) => new Unary(Function.Exp, argument);

    /// <summary>e^argument - 1, exact near 0. Vectors compute it for arguments up to 0.</summary>
    public static Formula ExpMinusOne(Formula argument) => new Unary(Function.ExpMinusOne, argument);

    public static Formula Log(Formula argument) => new Unary(Function.Log, argument);

    public static Formula Tanh(Formula argument) => new Unary(Function.Tanh, argument);

    /// <summary>1 / (1 + e^-argument).</summary>
    public static Formula Sigmoid(Formula argument) => new Unary(Function.Sigmoid, argument);

    /// <summary>ln(1 + e^argument).</summary>
    public static Formula Softplus(Formula argument) => new Unary(Function.Softplus, argument);

    /// <summary>The distribution function of the normal distribution.</summary>
    public static Formula NormalDistribution(Formula argument) => new Unary(Function.NormalDistribution, argument);

    /// <summary>left^right with the special values of C's pow.</summary>
    public static Formula Power(Formula left, Formula right) => new Binary(Operation.Power, left, right);

    /// <summary>The larger one; NaN where either is. The gradient of a tie goes to <paramref name="left"/>, that of NaN to both.</summary>
    public static Formula Max(Formula left, Formula right) => new Binary(Operation.Max, left, right);

    /// <summary>The smaller one; NaN where either is. The gradient of a tie goes to <paramref name="left"/>, that of NaN to both.</summary>
    public static Formula Min(Formula left, Formula right) => new Binary(Operation.Min, left, right);

    /// <summary><paramref name="then"/> where left &lt; right, else <paramref name="otherwise"/>: there too where one of them is NaN.</summary>
    public static Formula WhereLess(Formula left, Formula right, Formula then, Formula otherwise) => new Select(Comparison.Less, left, right, then, otherwise);

    /// <summary><paramref name="then"/> where left &lt;= right, else <paramref name="otherwise"/>: there too where one of them is NaN.</summary>
    public static Formula WhereLessOrEqual(Formula left, Formula right, Formula then, Formula otherwise) =>
        new Select(Comparison.LessOrEqual, left, right, then, otherwise);

    /// <summary><paramref name="then"/> where left = right, else <paramref name="otherwise"/>: there too where one of them is NaN.</summary>
    public static Formula WhereEqual(Formula left, Formula right, Formula then, Formula otherwise) =>
        new Select(Comparison.Equal, left, right, then, otherwise);

    /// <summary>Its variables, from left to right, each as often as it occurs.</summary>
    public IEnumerable<Variable> Variables => Parts.OfType<Variable>();

    /// <summary>How often something is computed that takes longer than to move an element: a function, a quotient or a power.</summary>
    public int Functions => Parts.Count(part =>
        part is Unary { Function: not (Function.Negate or Function.Abs) } or Binary { Operation: Operation.Divide or Operation.Power });

    /// <summary>Itself and all formulas in it, from left to right.</summary>
    private IEnumerable<Formula> Parts => (this switch
    {
        Unary unary => unary.Argument.Parts,
        Binary binary => binary.Left.Parts.Concat(binary.Right.Parts),
        Select select => new[] { select.Left, select.Right, select.Then, select.Otherwise }.SelectMany(part => part.Parts),
        _ => [],
    }).Prepend(this);

    /// <summary>The formula with others in the place of those for which <paramref name="replace"/> gives one.</summary>
    public Formula Replace(Func<Formula, Formula?> replace) => replace(this) ?? this switch
    {
        Unary unary => unary with { Argument = unary.Argument.Replace(replace) },
        Binary binary => binary with { Left = binary.Left.Replace(replace), Right = binary.Right.Replace(replace) },
        Select select => select with
        {
            Left = select.Left.Replace(replace), Right = select.Right.Replace(replace),
            Then = select.Then.Replace(replace), Otherwise = select.Otherwise.Replace(replace),
        },
        _ => this,
    };

    /// <summary>What a formula depends on.</summary>
    internal sealed record Variable(Leaf Leaf, int Index) : Formula;

    /// <summary>A constant.</summary>
    internal sealed record Number(double Value) : Formula;

    /// <summary>A function of one argument.</summary>
    internal sealed record Unary(Function Function, Formula Argument) : Formula;

    /// <summary>An operation on two arguments.</summary>
    internal sealed record Binary(Operation Operation, Formula Left, Formula Right) : Formula;

    /// <summary>One of two, by a comparison.</summary>
    internal sealed record Select(Comparison Comparison, Formula Left, Formula Right, Formula Then, Formula Otherwise) : Formula;
}

internal enum Leaf
{
    X,
    Y,
    Dy,
    Operand,
    Scalar,
}

internal enum Function
{
    Negate,
    Abs,
    Sqrt,
    Exp,
    ExpMinusOne,
    Log,
    Tanh,
    Sigmoid,
    Softplus,
    NormalDistribution,
}

internal enum Operation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Max,
    Min,
}

internal enum Comparison
{
    Less,
    LessOrEqual,
    Equal,
}
