using System.Globalization;
using System.Text;

namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>
/// Writes bodies as text: every construct is a letter and its parts in order, numbers end with a comma, strings begin with their length. Places in the source
/// are left out, because the consumer of a library has no source to point at.
/// </summary>
internal sealed partial class BodyWriter
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Number(int value) => _text.Append(value.ToString(CultureInfo.InvariantCulture)).Append(',');

    public void Flag(bool value) => _text.Append(value ? Tags.Present : Tags.Absent);

    public void String(string value)
    {
        Number(value.Length);
        _text.Append(value);
    }

    public void Optional<T>(T? value, Action<T> write)
        where T : class
    {
        Flag(value is not null);
        if (value is not null) write(value);
    }

    public void Body(Body body)
    {
        List(body.Parameters, String);
        Number(body.Slots);
        List(body.Statements, Statement);
        List(body.Functions, Body);
    }

    private void Tag(char tag) => _text.Append(tag);

    private void List<T>(EquatableArray<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (T item in items) write(item);
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case ExpressionStatement simple:
                Tag(Tags.Do);
                Expression(simple.Value);
                break;
            case IfStatement choice:
                Tag(Tags.If);
                Expression(choice.Condition);
                List(choice.Then, Statement);
                List(choice.Else, Statement);
                break;
            case LoopStatement loop:
                Tag(Tags.Loop);
                Expression(loop.Condition);
                List(loop.Body, Statement);
                List(loop.Step, Statement);
                Flag(loop.TestsFirst);
                break;
            case ForEachStatement loop:
                Tag(Tags.ForEach);
                Target(loop.Item);
                Expression(loop.Items);
                List(loop.Body, Statement);
                break;
            case SwitchStatement choice:
                Tag(Tags.Switch);
                Expression(choice.Value);
                List(choice.Sections, Section);
                break;
            case ScopeStatement scope:
                Tag(Tags.Scope);
                Body(scope.Body);
                break;
            case ReturnStatement result:
                Tag(Tags.Return);
                Optional(result.Value, Expression);
                break;
            case BreakStatement:
                Tag(Tags.Break);
                break;
            case ContinueStatement:
                Tag(Tags.Continue);
                break;
            default:
                throw NoRule(statement);
        }
    }

    private void Section(SwitchSection section)
    {
        List(section.Labels, Label);
        List(section.Body, Statement);
    }

    private void Label(SwitchLabel label)
    {
        Pattern(label.Pattern);
        Optional(label.Guard, Expression);
    }

    private void Arm(SwitchArm arm)
    {
        Pattern(arm.Pattern);
        Optional(arm.Guard, Expression);
        Expression(arm.Value);
    }

    private void Target(Target target)
    {
        switch (target)
        {
            case VariableTarget variable:
                Tag(Tags.Variable);
                Number(variable.Slot);
                Number(variable.Level);
                break;
            case ElementTarget element:
                Tag(Tags.Element);
                Expression(element.Array);
                Expression(element.Index);
                Flag(element.FromEnd);
                break;
            case TupleTarget tuple:
                Tag(Tags.Tuple);
                List(tuple.Items, Target);
                break;
            case MemberTarget member:
                Tag(Tags.Member);
                String(member.Member);
                Optional(member.Read, Expression);
                break;
            case NumberTarget number:
                Tag(Tags.Conversion);
                Target(number.Inner);
                Number((int)number.Kind);
                break;
            case DiscardTarget:
                Tag(Tags.Discard);
                break;
            default:
                throw NoRule(target);
        }
    }

    private void Pattern(Pattern pattern)
    {
        switch (pattern)
        {
            case AnyPattern any:
                Tag(Tags.Any);
                Optional(any.Variable, Target);
                break;
            case RelationPattern relation:
                Tag(Tags.Relation);
                Number((int)relation.Operator);
                Expression(relation.Value);
                break;
            case NotNullPattern notNull:
                Tag(Tags.NotNull);
                Optional(notNull.Variable, Target);
                break;
            case NotPattern not:
                Tag(Tags.Not);
                Pattern(not.Inner);
                break;
            case BothPattern both:
                Tag(Tags.Both);
                Flag(both.IsAnd);
                Pattern(both.Left);
                Pattern(both.Right);
                break;
            case TuplePattern tuple:
                Tag(Tags.Items);
                List(tuple.Items, Pattern);
                break;
            default:
                throw NoRule(pattern);
        }
    }

    private void Constant(Datum value)
    {
        switch (value)
        {
            case Datum.Int number:
                Tag(Tags.Int);
                Number(number.Value);
                break;
            case Datum.Float number:
                Tag(Tags.Float);
                _text.Append(BitConverter.DoubleToInt64Bits(number.Value).ToString("x", CultureInfo.InvariantCulture)).Append(',');
                break;
            case Datum.Bool flag:
                Tag(Tags.Bool);
                Flag(flag.Value);
                break;
            case Datum.String text:
                Tag(Tags.String);
                String(text.Value);
                break;
            case Datum.Null:
                Tag(Tags.Null);
                break;
            default:
                throw NoRule(value);
        }
    }

    private void Argument(Argument argument)
    {
        String(argument.Parameter);
        Expression(argument.Value);
    }

    private void Part(TextPart part)
    {
        Expression(part.Value);
        Optional(part.Format, String);
    }

    private void Bound(RangeBound bound)
    {
        Expression(bound.Value);
        Flag(bound.FromEnd);
    }

    private static InvalidOperationException NoRule(object construct) => new($"No rule writes {construct.GetType().Name}.");
}
