using static Kiln.Generator.Formulas.Formula;

namespace Kiln.Generator.Formulas;

/// <summary>
/// The gradient that a formula passes to one of its variables: the chain rule from the root down, with dy as the factor that each rule carries on. An
/// expression equal to the formula itself becomes Y, which saves backward a second evaluation and is usually in memory anyway.
/// </summary>
internal sealed class Derivative(Formula variable)
{
    /// <summary>dy times the derivative of <paramref name="formula"/> by <paramref name="variable"/>, or null if that is 0 everywhere.</summary>
    public static Formula? Of(Formula formula, Formula variable) => new Derivative(variable).Pass(formula, Dy)?.Replace(part => part == formula ? Y : null);

    /// <summary>The share of a part's gradient <paramref name="dy"/> that arrives at the variable.</summary>
    private Formula? Pass(Formula part, Formula dy) => part == variable ? dy : part switch
    {
        Unary unary => PassThrough(unary, dy),
        Binary binary => PassThrough(binary, dy),
        Select select => Sum(
            Pass(select.Then, new Select(select.Comparison, select.Left, select.Right, dy, 0)),
            Pass(select.Otherwise, new Select(select.Comparison, select.Left, select.Right, 0, dy))),
        _ => null,
    };

    private Formula? PassThrough(Unary y, Formula dy)
    {
        Formula x = y.Argument;
        return Pass(x, y.Function switch
        {
            Function.Negate => -dy,
            // The derivative at 0 is 0, and so it is of NaN.
            Function.Abs => WhereLess(0, x, dy, WhereLess(x, 0, -dy, 0)),
            // The derivative at 0 is infinite and counts as 0, so that the distance of two equal vectors can be trained.
            Function.Sqrt => WhereEqual(y, 0, 0, dy / (y + y)),
            Function.Exp => dy * y,
            Function.ExpMinusOne => dy * (y + 1),
            Function.Log => dy / x,
            Function.Tanh => dy * (1 - (y * y)),
            Function.Sigmoid => dy * y * (1 - y),
            Function.Softplus => dy * Sigmoid(x),
            Function.NormalDistribution => dy * (NormalDensityAtZero * Exp(x * x * -0.5)),
            _ => throw new ArgumentOutOfRangeException(nameof(y)),
        });
    }

    private Formula? PassThrough(Binary y, Formula dy)
    {
        (Formula left, Formula right) = (y.Left, y.Right);
        return y.Operation switch
        {
            Operation.Add => Sum(Pass(left, dy), Pass(right, dy)),
            Operation.Subtract => Sum(Pass(left, dy), Pass(right, -dy)),
            Operation.Multiply => Sum(Pass(left, dy * right), Pass(right, dy * left)),
            Operation.Divide => Sum(Pass(left, dy / right), Pass(right, -(dy / right * y))),
            Operation.Power => Sum(Pass(left, dy * right * Power(left, right - 1)), Pass(right, WhereEqual(y, 0, 0, dy * y * Log(left)))),
            Operation.Max => Sum(Pass(left, WhereLess(left, right, 0, dy)), Pass(right, WhereLessOrEqual(right, left, 0, dy))),
            Operation.Min => Sum(Pass(left, WhereLess(right, left, 0, dy)), Pass(right, WhereLessOrEqual(left, right, 0, dy))),
            _ => throw new ArgumentOutOfRangeException(nameof(y)),
        };
    }

    private static Formula? Sum(Formula? left, Formula? right) => left is null ? right : right is null ? left : left + right;

    /// <summary>1 / sqrt(2 pi).</summary>
    public const double NormalDensityAtZero = 0.39894228040143268;
}
