using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Patterns of <c>is</c> and <c>switch</c>. The values that they meet are known; null answers come from unknown constants and guards.</summary>
internal sealed partial class Evaluator
{
    private Datum EvaluateIs(IsExpression expression, Frame frame)
    {
        Datum value = Evaluate(expression.Value, frame);
        return value is not Datum.Unknown && Fits(expression.Pattern, null, value, frame) is { } fits ? new Datum.Bool(fits) : Datum.Unknown.Instance;
    }

    private Datum EvaluateSwitch(SwitchExpression expression, Frame frame)
    {
        Datum value = Evaluate(expression.Value, frame);
        if (value is Datum.Unknown) return value;
        foreach (SwitchArm arm in expression.Arms)
        {
            if (Fits(arm.Pattern, arm.Guard, value, frame) is not { } fits) return Datum.Unknown.Instance;
            if (fits) return Evaluate(arm.Value, frame);
        }

        return Report(new Problem(BodyProblems.NoArm, Spell(value)), expression, frame);
    }

    private bool? Fits(Pattern pattern, Expression? guard, Datum value, Frame frame)
    {
        bool? fits = Fits(pattern, value, frame);
        return fits is true && guard is not null ? Test(guard, frame) : fits;
    }

    private bool? Fits(Pattern pattern, Datum value, Frame frame)
    {
        switch (pattern)
        {
            case AnyPattern any:
                if (any.Variable is { } variable) Assign(variable, value, frame);
                return true;
            case NotNullPattern notNull:
                if (value is not Datum.Null && notNull.Variable is { } kept) Assign(kept, value, frame);
                return value is not Datum.Null;
            case RelationPattern relation:
                Datum other = Evaluate(relation.Value, frame);
                return other is Datum.Unknown ? null : Arithmetic.Apply(relation.Operator, value, other) is Datum.Bool { Value: true };
            case NotPattern not:
                return !Fits(not.Inner, value, frame);
            case BothPattern both:
                bool? left = Fits(both.Left, value, frame);
                return left is null || left != both.IsAnd ? left : Fits(both.Right, value, frame);
            case TuplePattern { Items: var items }:
                if (value is not Datum.Tuple tuple) return null;
                for (int i = 0; i < items.Count; i++)
                {
                    if (tuple.Items[i] is Datum.Unknown) return null;
                    if (Fits(items[i], tuple.Items[i], frame) is not true and var fits) return fits;
                }

                return true;
            default:
                throw new InvalidOperationException($"No rule matches {pattern.GetType().Name}.");
        }
    }
}
