using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>What the text of an expression comes to, by plain arithmetic.</summary>
internal static class ExpressionValue
{
    /// <summary>The value of an expression, given those of its variables.</summary>
    public static long Of(Expression expression, Func<string, long> valueOf)
    {
        if (expression is Expression.Number number) return number.Value;
        if (expression is Expression.Variable variable) return valueOf(variable.Name);
        var binary = (Expression.Binary)expression;
        (long left, long right) = (Of(binary.Left, valueOf), Of(binary.Right, valueOf));
        return binary.Operator switch
        {
            Operator.Add => left + right,
            Operator.Subtract => left - right,
            Operator.Multiply => left * right,
            Operator.Divide => left / right,
            Operator.Remainder => left % right,
            Operator.Min => Math.Min(left, right),
            _ => Math.Max(left, right),
        };
    }
}
