using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Statements. If a condition is unknown, which has been reported, the rest of the body is unknown too.</summary>
internal sealed partial class Evaluator
{
    private Datum _returned = Datum.Unknown.Instance;

    /// <summary>How a statement ends.</summary>
    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    /// <summary>Runs a body and gives what it returns, or null if it returns nothing.</summary>
    public Datum Run(Body body, Frame frame) => Run(body.Statements, frame) == Flow.Return ? _returned : new Datum.Null();

    private Flow Run(EquatableArray<Statement> statements, Frame frame)
    {
        for (int i = 0; i < statements.Count; i++)
            if (Run(statements[i], frame) is var flow and not Flow.Next) return flow;
        return Flow.Next;
    }

    private Flow Run(Statement statement, Frame frame)
    {
        switch (statement)
        {
            case ExpressionStatement { Value: var value }:
                Evaluate(value, frame);
                return value is ThrowExpression ? GiveUp() : Flow.Next;
            case ReturnStatement { Value: var value }:
                Datum result = value is null ? new Datum.Null() : Evaluate(value, frame);
                _returned = result;
                return Flow.Return;
            case IfStatement choice:
                return Test(choice.Condition, frame) is { } holds ? Run(holds ? choice.Then : choice.Else, frame) : GiveUp();
            case LoopStatement loop:
                return RunLoop(loop, frame);
            case ForEachStatement loop:
                return RunForEach(loop, frame);
            case SwitchStatement choice:
                return RunSwitch(choice, frame);
            case ScopeStatement { Body: var body }:
                return Run(body.Statements, new Frame(frame.Table, body.Slots, frame.Scope, frame.Frozen, frame.Calls, frame.Self, frame) { Body = body });
            case BreakStatement:
                return Flow.Break;
            case ContinueStatement:
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"No rule runs {statement.GetType().Name}.");
        }
    }

    private Flow RunSwitch(SwitchStatement choice, Frame frame)
    {
        Datum value = Evaluate(choice.Value, frame);
        if (value is Datum.Unknown) return GiveUp();
        foreach (SwitchSection section in choice.Sections)
        {
            foreach (SwitchLabel label in section.Labels)
            {
                if (Fits(label.Pattern, label.Guard, value, frame) is not { } fits) return GiveUp();
                if (!fits) continue;
                Flow flow = Run(section.Body, frame);
                return flow == Flow.Break ? Flow.Next : flow;
            }
        }

        return Flow.Next;
    }

    private Flow GiveUp()
    {
        _returned = Datum.Unknown.Instance;
        return Flow.Return;
    }
}
