using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Assignments to variables, elements and tuples of them. As in C#, the places on the left are found before the right side is evaluated.</summary>
internal sealed partial class Evaluator
{
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
