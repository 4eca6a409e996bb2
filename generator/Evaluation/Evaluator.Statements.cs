using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Statements. If a condition is unknown, which has been reported, the rest of the body is unknown too.</summary>
internal sealed partial class Evaluator
{
    private Datum _returned = Datum.Unknown.Instance;

    /// <summary>More rounds than a loop of any real network makes.</summary>
    private const int ManyRounds = 1000;

    /// <summary>The loops that run now, outermost first. One that does not end is reported at its own line, whichever budget it spends.</summary>
    private readonly List<RunningLoop> _loops = [];

    /// <summary>How a statement ends.</summary>
    private enum Flow
    {
        Next, Break, Continue, Return,
    }

    /// <summary>Runs a body and gives what it returns, or null if it returns nothing.</summary>
    public Datum Run(Frame frame, IReadOnlyList<Datum> arguments)
    {
        for (int i = 0; i < arguments.Count && i < frame.Variables.Length; i++) frame.Variables[i] = arguments[i];
        return Run(frame.Body.Statements, frame) == Flow.Return ? _returned : new Datum.Null();
    }

    private Flow Run(EquatableArray<Statement> statements, Frame frame)
    {
        for (int i = 0; i < statements.Count; i++)
            if (Run(statements[i], frame) is var flow and not Flow.Next) return flow;
        return Flow.Next;
    }

    private Flow Run(Statement statement, Frame frame) => statement switch
    {
        ExpressionStatement { Value: var value } => RunExpression(value, frame),
        ReturnStatement { Value: var value } => Give(value is null ? new Datum.Null() : Evaluate(value, frame)),
        IfStatement choice => Test(choice.Condition, frame) is { } holds ? Run(holds ? choice.Then : choice.Else, frame) : GiveUp(),
        LoopStatement loop => RunLoop(loop, frame),
        ForEachStatement loop => RunForEach(loop, frame),
        SwitchStatement choice => RunSwitch(choice, frame),
        ScopeStatement { Body: var body } =>
            Run(body.Statements, new Frame(frame.Table, body, frame.Scope, frame.Frozen, frame.Calls, frame.Self, frame)),
        BreakStatement => Flow.Break,
        ContinueStatement => Flow.Continue,
        _ => throw new InvalidOperationException($"No rule runs {statement.GetType().Name}."),
    };

    private Flow RunExpression(Expression value, Frame frame)
    {
        Evaluate(value, frame);
        return value is ThrowExpression ? GiveUp() : Flow.Next;
    }

    private Flow RunSwitch(SwitchStatement choice, Frame frame)
    {
        Datum value = Evaluate(choice.Value, frame);
        if (value is Datum.Unknown) return GiveUp();
        foreach (SwitchSection section in choice.Sections)
            foreach (SwitchLabel label in section.Labels)
            {
                if (Fits(label.Pattern, label.Guard, value, frame) is not { } fits) return GiveUp();
                if (fits) return Run(section.Body, frame) is var flow and not Flow.Break ? flow : Flow.Next;
            }

        return Flow.Next;
    }

    private Flow GiveUp() => Give(Datum.Unknown.Instance);

    private Flow Give(Datum result)
    {
        _returned = result;
        return Flow.Return;
    }

    private Flow RunLoop(LoopStatement loop, Frame frame) => Repeat(
        loop.Condition, round => round == 1 && !loop.TestsFirst ? true : Test(loop.Condition, frame), loop.Body, loop.Step, frame);

    private Flow RunForEach(ForEachStatement loop, Frame frame)
    {
        Datum items = Evaluate(loop.Items, frame);
        if (items is not Datum.Array array) return Give(Missing(items, "The list of a loop", loop.Items, frame));
        return Repeat(loop.Items, TakeItem, loop.Body, [], frame);

        bool? TakeItem(int round)
        {
            if (round <= array.Count) Assign(loop.Item, array[round - 1], frame);
            return round <= array.Count;
        }
    }

    /// <summary>Runs a body, and the step after it, for as long as the loop goes on.</summary>
    private Flow Repeat(Expression condition, Func<int, bool?> goesOn, EquatableArray<Statement> body, EquatableArray<Statement> step, Frame frame)
    {
        var loop = new RunningLoop(condition, frame);
        _loops.Add(loop);
        for (; ; loop.Rounds++)
        {
            bool? holds = goesOn(loop.Rounds);
            if (holds is true && loop.Rounds > budget.Trips) Exhaust(loop, FormattableString.Invariant($"{budget.Trips} rounds"));
            Flow flow = holds switch { true => Run(body, frame), false => Flow.Break, null => GiveUp() };
            if (flow is Flow.Break or Flow.Return)
            {
                _loops.RemoveAt(_loops.Count - 1);
                return flow == Flow.Return ? flow : Flow.Next;
            }

            Run(step, frame);
        }
    }

    private void ExhaustSteps(Expression expression, Frame frame) => ExhaustInLoop(
        BodyProblems.StepBudget, budget.Steps, FormattableString.Invariant($"the {budget.Steps} steps that an evaluation may take"), expression, frame);

    private void ExhaustNodes(Expression expression, Frame frame) => ExhaustInLoop(
        BodyProblems.NodeBudget, budget.Nodes, FormattableString.Invariant($"the {budget.Nodes} nodes that a network may have"), expression, frame);

    /// <summary>Reports a spent budget at the loop that has spent it, if there is one: without a condition, or with more rounds than networks need.</summary>
    private void ExhaustInLoop(ProblemKind kind, int most, string limit, Expression expression, Frame frame)
    {
        RunningLoop? loop = _loops.Where(loop => loop.IsEndless || loop.Rounds > ManyRounds).OrderByDescending(loop => loop.Rounds).FirstOrDefault();
        if (loop is null) Exhaust(new Problem(kind, spec.Identity.Name, most), expression, frame);
        else Exhaust(loop, limit);
    }

    private void Exhaust(RunningLoop loop, string limit)
    {
        var problem = new Problem(BodyProblems.TripBudget, limit);
        Report(problem, loop.Condition, loop.Frame);
        throw new BudgetException(problem);
    }

    /// <summary>A loop and the round that it is in, counted from 1.</summary>
    private sealed record RunningLoop(Expression Condition, Frame Frame)
    {
        public int Rounds { get; set; } = 1;

        /// <summary>Nothing but a statement in its body can end it.</summary>
        public bool IsEndless => Condition is ConstantExpression { Value: Datum.Bool { Value: true } };
    }
}
