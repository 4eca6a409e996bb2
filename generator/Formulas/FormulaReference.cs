namespace Kiln.Generator.Formulas;

/// <summary>Evaluates formulas in float64, as the reference that vectors are tested against.</summary>
internal static class FormulaReference
{
    /// <summary>The value of a formula of x, operands and scalars.</summary>
    public static double Evaluate(Formula formula, double x, ReadOnlySpan<double> operands, EquatableArray<double> scalars) => formula switch
    {
        Formula.Variable variable => variable.Leaf switch
        {
            Leaf.X => x,
            Leaf.Operand => operands[variable.Index],
            Leaf.Scalar => scalars[variable.Index],
            _ => throw new ArgumentException($"{variable.Leaf} is a variable of derivatives; their ops read it as x or as an operand."),
        },
        Formula.Number number => number.Value,
        Formula.Unary unary => Of(unary.Function, Evaluate(unary.Argument, x, operands, scalars)),
        Formula.Binary binary => Of(binary.Operation, Evaluate(binary.Left, x, operands, scalars), Evaluate(binary.Right, x, operands, scalars)),
        Formula.Select select => Evaluate(
            Holds(select.Comparison, Evaluate(select.Left, x, operands, scalars), Evaluate(select.Right, x, operands, scalars))
                ? select.Then
                : select.Otherwise,
            x, operands, scalars),
        _ => throw new ArgumentOutOfRangeException(nameof(formula)),
    };

    private static double Of(Function function, double x) => function switch
    {
        Function.Negate => -x,
        Function.Abs => Math.Abs(x),
        Function.Sqrt => Math.Sqrt(x),
        Function.Exp => Math.Exp(x),
        Function.ExpMinusOne => SpecialFunctions.ExpMinusOne(x),
        Function.Log => Math.Log(x),
        Function.Tanh => Math.Tanh(x),
        Function.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Function.Softplus => Math.Max(x, 0) + SpecialFunctions.LogOnePlus(Math.Exp(-Math.Abs(x))),
        Function.NormalDistribution => SpecialFunctions.NormalDistribution(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    private static double Of(Operation operation, double left, double right) => operation switch
    {
        Operation.Add => left + right,
        Operation.Subtract => left - right,
        Operation.Multiply => left * right,
        Operation.Divide => left / right,
        Operation.Power => Math.Pow(left, right),
        Operation.Max => Math.Max(left, right),
        Operation.Min => Math.Min(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static bool Holds(Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Equal => left == right,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
