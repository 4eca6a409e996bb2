using System.Globalization;
using System.Text;

namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>
/// Writes bodies as text: every construct is a letter and its parts in order, numbers end with a comma, strings begin with their length. Places in the source are
/// left out, for the consumer of a library has no source to point at.
/// </summary>
internal sealed class BodyWriter
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

    private void Expression(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                Tag(Tags.Constant);
                Constant(constant.Value);
                break;
            case VariableExpression variable:
                Tag(Tags.Variable);
                Number(variable.Slot);
                Number(variable.Level);
                break;
            case CaptureExpression capture:
                Tag(Tags.Capture);
                String(capture.Name);
                break;
            case AssignExpression assign:
                Tag(Tags.Assign);
                Target(assign.Target);
                Expression(assign.Value);
                Flag(assign.GivesOld);
                break;
            case CurrentExpression:
                Tag(Tags.Current);
                break;
            case ConditionalExpression choice:
                Tag(Tags.Conditional);
                Expression(choice.Condition);
                Expression(choice.Then);
                Expression(choice.Else);
                break;
            case CoalesceExpression coalesce:
                Tag(Tags.Coalesce);
                Expression(coalesce.Value);
                Expression(coalesce.Otherwise);
                break;
            case IsExpression test:
                Tag(Tags.Is);
                Expression(test.Value);
                Pattern(test.Pattern);
                break;
            case SwitchExpression choice:
                Tag(Tags.Choice);
                Expression(choice.Value);
                List(choice.Arms, Arm);
                break;
            case BinaryExpression binary:
                Tag(Tags.Binary);
                Number((int)binary.Operator);
                Expression(binary.Left);
                Expression(binary.Right);
                break;
            case UnaryExpression unary:
                Tag(Tags.Unary);
                Number((int)unary.Operator);
                Expression(unary.Operand);
                break;
            case ConversionExpression conversion:
                Tag(Tags.Conversion);
                Number((int)conversion.To);
                Expression(conversion.Operand);
                break;
            case MathExpression function:
                Tag(Tags.Math);
                String(function.Function);
                List(function.Arguments, Expression);
                break;
            case TextExpression text:
                Tag(Tags.Text);
                List(text.Parts, Part);
                break;
            case ThrowExpression thrown:
                Tag(Tags.Throw);
                Expression(thrown.Message);
                break;
            case UnsupportedExpression unsupported:
                Tag(Tags.Unsupported);
                String(unsupported.Construct);
                String(unsupported.Supported);
                break;
            case GeneratedMemberExpression generated:
                Tag(Tags.Generated);
                String(generated.Member);
                break;
            case InvalidExpression:
                Tag(Tags.Invalid);
                break;
            case UnreadableExpression unreadable:
                Tag(Tags.Unreadable);
                String(unreadable.Member);
                String(unreadable.Library);
                break;
            default:
                if (!NodeExpression(expression) && !CallExpression(expression) && !ListExpression(expression)) throw NoRule(expression);
                break;
        }
    }

    private bool NodeExpression(Expression expression)
    {
        switch (expression)
        {
            case LayerExpression layer:
                Tag(Tags.Layer);
                String(layer.Layer);
                List(layer.Inputs, Expression);
                List(layer.InputNames, String);
                List(layer.Arguments, Argument);
                Optional(layer.Name, Expression);
                Flag(layer.Frozen);
                return true;
            case BlockExpression block:
                Tag(Tags.Block);
                String(block.Type);
                List(block.Arguments, Argument);
                Optional(block.Name, Expression);
                Flag(block.Frozen);
                return true;
            case ApplyExpression apply:
                Tag(Tags.Apply);
                Expression(apply.Input);
                Expression(apply.Block);
                Optional(apply.Name, Expression);
                return true;
            case DimensionExpression dimension:
                Tag(Tags.Dimension);
                Expression(dimension.Node);
                Expression(dimension.Index);
                Flag(dimension.FromEnd);
                return true;
            case ShapeExpression shape:
                Tag(Tags.Shape);
                Expression(shape.Node);
                String(shape.Property);
                return true;
            default:
                return false;
        }
    }

    private bool CallExpression(Expression expression)
    {
        switch (expression)
        {
            case CallExpression call:
                Tag(Tags.Call);
                String(call.Method);
                Optional(call.Block, Expression);
                List(call.Arguments, Expression);
                Optional(call.Name, Expression);
                return true;
            case FunctionExpression function:
                Tag(Tags.Function);
                Number(function.Index);
                Number(function.Level);
                return true;
            case MethodGroupExpression method:
                Tag(Tags.MethodGroup);
                String(method.Method);
                return true;
            case InvokeExpression invoke:
                Tag(Tags.Invoke);
                Expression(invoke.Function);
                List(invoke.Arguments, Expression);
                return true;
            default:
                return false;
        }
    }

    private bool ListExpression(Expression expression)
    {
        switch (expression)
        {
            case ArrayExpression array:
                Tag(Tags.Array);
                List(array.Items, Expression);
                return true;
            case SpreadExpression spread:
                Tag(Tags.Spread);
                Expression(spread.Items);
                return true;
            case NewArrayExpression array:
                Tag(Tags.NewArray);
                Expression(array.Count);
                Constant(array.Element);
                return true;
            case LengthExpression length:
                Tag(Tags.Length);
                Expression(length.Array);
                return true;
            case ElementExpression element:
                Tag(Tags.Element);
                Expression(element.Array);
                Expression(element.Index);
                Flag(element.FromEnd);
                return true;
            case RangeExpression range:
                Tag(Tags.Range);
                Expression(range.Array);
                Optional(range.Start, Bound);
                Optional(range.End, Bound);
                return true;
            case AppendExpression append:
                Tag(Tags.Append);
                Expression(append.Array);
                Expression(append.Item);
                return true;
            case TupleExpression tuple:
                Tag(Tags.Tuple);
                List(tuple.Items, Expression);
                return true;
            case TupleItemExpression item:
                Tag(Tags.TupleItem);
                Expression(item.Tuple);
                Number(item.Index);
                return true;
            default:
                return false;
        }
    }

    private static InvalidOperationException NoRule(object construct) => new($"No rule writes {construct.GetType().Name}.");
}
