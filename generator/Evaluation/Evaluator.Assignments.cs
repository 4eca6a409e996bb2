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

    private Place Find(Target target, Frame frame) => target switch
    {
        VariableTarget variable => new Place(frame.Around(variable.Level).Variables, variable.Slot),
        ElementTarget element when FindElement(element.Array, element.Index, element.FromEnd, element.Origin, frame) is var (array, index) =>
            new Place(array.Store, array.Start + index),
        MemberTarget member when frame.Self is { } self =>
            new Place(self.Members, member.Member, member.Read is { } read ? Evaluate(read, frame) : Datum.Unknown.Instance),
        TupleTarget tuple => new Place([.. tuple.Items.Select(item => Find(item, frame))]),
        NumberTarget number => new Place([Find(number.Inner, frame)], number.Kind),
        _ => new Place(),
    };

    /// <summary>Where a value goes: a variable, an element, a member of a block, the places of a tuple's items, or nowhere.</summary>
    private readonly struct Place
    {
        private readonly Datum? _value;
        private readonly IList<Datum>? _store;
        private readonly int _index;
        private readonly Place[]? _items;
        private readonly Dictionary<string, Datum>? _members;
        private readonly string? _member;
        private readonly NumberKind? _kind;

        public Place(IList<Datum> store, int index) => (_store, _index, _value) = (store, index, store[index]);

        public Place(Place[] items, NumberKind? kind = null) => (_items, _kind) = (items, kind);

        public Place(Dictionary<string, Datum> members, string member, Datum value) => (_members, _member, _value) = (members, member, value);

        public Datum Value => _value ?? Datum.Unknown.Instance;

        public void Put(Datum value)
        {
            if (_store is not null) _store[_index] = value;
            if (_members is not null) _members[_member!] = value;
            if (_kind is { } kind)
            {
                _items![0].Put(Arithmetic.Convert(kind, value) ?? value);
                return;
            }

            for (int i = 0; i < _items?.Length; i++)
                _items[i].Put(value is Datum.Tuple tuple && i < tuple.Items.Count ? tuple.Items[i] : Datum.Unknown.Instance);
        }
    }
}
