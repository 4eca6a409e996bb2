using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Prints whole numbers that steps compute with, with no more parentheses than C# needs.</summary>
internal static class ExpressionText
{
    private const int Additive = 1, Multiplicative = 2, Primary = 3;

    /// <summary>The field of a network that counts the samples of the present call.</summary>
    public const string Batch = "kilnBatch";

    public static string Of(Expression expression) => Write(expression, Additive);

    private static string Write(Expression expression, int place)
    {
        (string text, int binding) = expression switch
        {
            Expression.Number number => (SourceWriter.Number(number.Value), number.Value < 0 ? Additive : Primary),
            Expression.Variable variable => (variable == Expression.Batch ? Batch : variable.Name, Primary),
            Expression.Binary binary => Write(binary),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "No text is known for this expression."),
        };
        return binding < place ? $"({text})" : text;
    }

    private static (string Text, int Binding) Write(Expression.Binary binary) => binary switch
    {
        { Operator: Operator.Add, Right: Expression.Number { Value: < 0 } number } =>
            ($"{Write(binary.Left, Additive)} - {SourceWriter.Number(-number.Value)}", Additive),
        { Operator: Operator.Add } => ($"{Write(binary.Left, Additive)} + {Write(binary.Right, Additive)}", Additive),
        { Operator: Operator.Subtract } => ($"{Write(binary.Left, Additive)} - {Write(binary.Right, Multiplicative)}", Additive),
        { Operator: Operator.Multiply } => ($"{Write(binary.Left, Multiplicative)} * {Write(binary.Right, Primary)}", Multiplicative),
        { Operator: Operator.Divide } => ($"{Write(binary.Left, Multiplicative)} / {Write(binary.Right, Primary)}", Multiplicative),
        { Operator: Operator.Remainder } => ($"{Write(binary.Left, Multiplicative)} % {Write(binary.Right, Primary)}", Multiplicative),
        _ => ($"nint.{binary.Operator}({Of(binary.Left)}, {Of(binary.Right)})", Primary),
    };
}
