using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Assignments to variables, elements and tuples of them.</summary>
internal sealed partial class Evaluator
{
    private Datum EvaluateAssign(AssignExpression expression, Frame frame)
    {
        switch (expression.Target)
        {
            case VariableTarget target:
                Datum[] variables = frame.Around(target.Level).Variables;
                Datum before = variables[target.Slot];
                Datum after = EvaluateWith(before, expression.Value, frame);
                variables[target.Slot] = after;
                return expression.GivesOld ? before : after;
            case ElementTarget target:
                return AssignElement(target, expression, frame);
            default:
                Datum value = Evaluate(expression.Value, frame);
                Assign(expression.Target, value, frame);
                return value;
        }
    }

    private void Assign(Target target, Datum value, Frame frame)
    {
        switch (target)
        {
            case VariableTarget variable:
                frame.Around(variable.Level).Variables[variable.Slot] = value;
                break;
            case ElementTarget element:
                if (FindElement(element.Array, element.Index, element.FromEnd, element.Origin, frame) is var (array, index)) array.Items[index] = value;
                break;
            case TupleTarget tuple:
                for (int i = 0; i < tuple.Items.Count; i++)
                    Assign(tuple.Items[i], value is Datum.Tuple given && i < given.Items.Count ? given.Items[i] : Datum.Unknown.Instance, frame);
                break;
        }
    }

    private Datum AssignElement(ElementTarget target, AssignExpression expression, Frame frame)
    {
        if (FindElement(target.Array, target.Index, target.FromEnd, target.Origin, frame) is not var (array, index))
            return EvaluateWith(Datum.Unknown.Instance, expression.Value, frame);
        Datum before = array.Items[index];
        Datum after = EvaluateWith(before, expression.Value, frame);
        array.Items[index] = after;
        return expression.GivesOld ? before : after;
    }

    /// <summary>Evaluates the right side of an assignment, which may speak of what stood on the left.</summary>
    private Datum EvaluateWith(Datum current, Expression value, Frame frame)
    {
        Datum outer = frame.Current;
        frame.Current = current;
        Datum result = Evaluate(value, frame);
        frame.Current = outer;
        return result;
    }
}
