using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Numbers, truth and text.</summary>
internal sealed partial class Evaluator
{
    /// <summary>So many that the names of layers cost nothing compared with their evaluation.</summary>
    private const int CharactersPerStep = 32;

    private Datum EvaluateBinary(BinaryExpression expression, Frame frame)
    {
        Datum left = Evaluate(expression.Left, frame);
        Datum right = Evaluate(expression.Right, frame);
        if (left is Datum.Unknown || right is Datum.Unknown) return Datum.Unknown.Instance;
        return Arithmetic.Apply(expression.Operator, left, right)
            ?? Report(new Problem(BodyProblems.Arithmetic, $"{Spell(left)} {Arithmetic.Sign(expression.Operator)} {Spell(right)}"), expression, frame);
    }

    private Datum EvaluateUnary(UnaryExpression expression, Frame frame)
    {
        Datum operand = Evaluate(expression.Operand, frame);
        if (operand is Datum.Unknown) return operand;
        return Arithmetic.Apply(expression.Operator, operand) ?? Report(new Problem(BodyProblems.Arithmetic, $"-({Spell(operand)})"), expression, frame);
    }

    private Datum EvaluateConversion(ConversionExpression expression, Frame frame)
    {
        Datum operand = Evaluate(expression.Operand, frame);
        if (operand is Datum.Unknown or Datum.Null) return operand;
        return Arithmetic.Convert(expression.To, operand) ?? Report(new Problem(BodyProblems.Arithmetic, $"(int){Spell(operand)}"), expression, frame);
    }

    private Datum EvaluateMath(MathExpression expression, Frame frame)
    {
        Datum[] arguments = EvaluateAll(expression.Arguments, frame);
        if (arguments.Any(argument => argument is Datum.Unknown)) return Datum.Unknown.Instance;
        return MathFunctions.Apply(expression.Function, arguments)
            ?? Report(new Problem(BodyProblems.Arithmetic, $"Math.{expression.Function}({string.Join(", ", arguments.Select(Spell))})"), expression, frame);
    }

    private Datum EvaluateText(TextExpression expression, Frame frame)
    {
        var text = new StringBuilder();
        bool known = true;
        foreach (TextPart part in expression.Parts)
        {
            Datum value = Evaluate(part.Value, frame);
            known &= value is not Datum.Unknown;
            try
            {
                text.Append(TextOf(value, part.Format));
            }
            catch (FormatException)
            {
                return Report(new Problem(BodyProblems.Unsupported, $"The format '{part.Format}'", "numbers have C#'s formats"), part.Value, frame);
            }
        }

        Charge(text.Length / CharactersPerStep, expression, frame);
        return known ? new Datum.String(text.ToString()) : Datum.Unknown.Instance;
    }

    /// <summary>A value in an interpolated string, in the invariant culture: names must not depend on whose machine compiles.</summary>
    private static string TextOf(Datum value, string? format) => value switch
    {
        Datum.Int number => number.Value.ToString(format, CultureInfo.InvariantCulture),
        Datum.Float number => number.Value.ToString(format ?? "R", CultureInfo.InvariantCulture),
        Datum.Bool flag => flag.Value ? "True" : "False",
        Datum.String text => text.Value,
        _ => "",
    };

    private static string Spell(Datum value) => value switch
    {
        Datum.Int or Datum.Float => TextOf(value, null),
        Datum.Bool flag => flag.Value ? "true" : "false",
        _ => value.Kind,
    };
}
