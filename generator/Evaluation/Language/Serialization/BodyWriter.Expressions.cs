namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>The text of expressions.</summary>
internal sealed partial class BodyWriter
{
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
                String(capture.Parameter);
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
                List(unsupported.Operands, Expression);
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
                String(block.Constructor);
                List(block.Arguments, Expression);
                List(block.Members, Argument);
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
                Flag(range.IsSlice);
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
}
