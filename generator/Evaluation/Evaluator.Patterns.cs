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

    private bool? Fits(Pattern pattern, Datum value, Frame frame) => pattern switch
    {
        AnyPattern any => Keep(any.Variable, value, frame),
        NotNullPattern notNull => value is not Datum.Null && Keep(notNull.Variable, value, frame),
        RelationPattern relation => Evaluate(relation.Value, frame) is var other and not Datum.Unknown
            ? Arithmetic.Apply(relation.Operator, value, other) is Datum.Bool { Value: true }
            : null,
        NotPattern not => !Fits(not.Inner, value, frame),
        BothPattern both => Fits(both.Left, value, frame) is var left && (left is null || left != both.IsAnd) ? left : Fits(both.Right, value, frame),
        TuplePattern { Items: var items } => value is Datum.Tuple tuple ? Fit(items, tuple.Items, frame) : null,
        _ => throw new InvalidOperationException($"No rule matches {pattern.GetType().Name}."),
    };

    private bool? Fit(EquatableArray<Pattern> patterns, EquatableArray<Datum> values, Frame frame)
    {
        for (int i = 0; i < patterns.Count; i++)
        {
            if (values[i] is Datum.Unknown) return null;
            if (Fits(patterns[i], values[i], frame) is not true and var fits) return fits;
        }

        return true;
    }

    /// <summary>Assigns what fits to the variable of its pattern, if that has one.</summary>
    private bool Keep(Target? variable, Datum value, Frame frame)
    {
        if (variable is not null) Assign(variable, value, frame);
        return true;
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

    private Place Find(Target target, Frame frame) => target switch
    {
        VariableTarget variable => Place.In(frame.Around(variable.Level).Variables, variable.Slot),
        ElementTarget element when FindElement(element.Array, element.Index, element.FromEnd, element.Origin, frame) is var (array, index) =>
            Place.In(array.Store, array.Start + index),
        MemberTarget { Member: var name } member when frame.Self is { Members: var members } =>
            new(member.Read is { } read ? Evaluate(read, frame) : Datum.Unknown.Instance, value => members[name] = value),
        TupleTarget tuple => Place.Of(tuple.Items.Select(item => Find(item, frame))),
        NumberTarget { Kind: var kind } number when Find(number.Inner, frame) is var inner =>
            new(Datum.Unknown.Instance, value => inner.Put(Arithmetic.Convert(kind, value) ?? value)),
        _ => new(Datum.Unknown.Instance, _ => { }),
    };

    /// <summary>Where a value goes, and what is there: a variable, an element, a member of a block, the places of a tuple's items, or nowhere.</summary>
    private readonly record struct Place(Datum Value, Action<Datum> Put)
    {
        public static Place In(IList<Datum> store, int index) => new(store[index], value => store[index] = value);

        public static Place Of(EquatableArray<Place> items) => new(Datum.Unknown.Instance, value =>
        {
            for (int i = 0; i < items.Count; i++)
                items[i].Put(value is Datum.Tuple given && i < given.Items.Count ? given.Items[i] : Datum.Unknown.Instance);
        });
    }
}
