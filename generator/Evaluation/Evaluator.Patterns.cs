using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// Patterns of <c>is</c> and <c>switch</c>, whose values are known; null answers come from unknown constants and guards. Assignments to variables, elements and
/// tuples of them: as in C#, the places on the left are found before the right side is evaluated.
/// </summary>
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

    private Datum EvaluateAssign(AssignExpression expression, Frame frame)
    {
        Place place = Find(expression.Target, frame);
        Datum before = place.Value, outer = frame.Current;
        frame.Current = before;
        Datum after = Evaluate(expression.Value, frame);
        frame.Current = outer;
        place.Put(after);
        return expression.GivesOld ? before : after;
    }

    private void Assign(Target target, Datum value, Frame frame) => Find(target, frame).Put(value);

    private Place Find(Target target, Frame frame)
    {
        switch (target)
        {
            case VariableTarget variable:
                return Place.In(frame.Around(variable.Level).Variables, variable.Slot);
            case ElementTarget element when FindElement(element.Array, element.Index, element.FromEnd, element.Origin, frame) is var (array, index):
                return Place.In(array.Store, array.Start + index);
            case MemberTarget { Member: var name } member when frame.Self is { Members: var members }:
                return new(member.Read is { } read ? Evaluate(read, frame) : Datum.Unknown.Instance, value => members[name] = value);
            case TupleTarget tuple:
                Place[] items = [.. tuple.Items.Select(item => Find(item, frame))];
                return new(Datum.Unknown.Instance, value =>
                {
                    for (int i = 0; i < items.Length; i++)
                        items[i].Put(value is Datum.Tuple given && i < given.Items.Count ? given.Items[i] : Datum.Unknown.Instance);
                });
            case NumberTarget { Kind: var kind } number:
                Place inner = Find(number.Inner, frame);
                return new(Datum.Unknown.Instance, value => inner.Put(Arithmetic.Convert(kind, value) ?? value));
            default:
                return new(Datum.Unknown.Instance, _ => { });
        }
    }

    /// <summary>Where a value goes, and what is there: a variable, an element, a member of a block, the places of a tuple's items, or nowhere.</summary>
    private readonly record struct Place(Datum Value, Action<Datum> Put)
    {
        public static Place In(IList<Datum> store, int index) => new(store[index], value => store[index] = value);
    }
}
