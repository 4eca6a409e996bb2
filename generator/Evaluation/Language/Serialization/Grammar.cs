using static Kiln.Generator.Evaluation.Language.Serialization.Construct;
using static Kiln.Generator.Evaluation.Language.Serialization.Part;

namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>The text of the language: a row for each construct. A letter never gets another meaning without a new <see cref="BodyText.Version"/>.</summary>
internal static class Grammar
{
    private static readonly Part Text = Of<string>((writer, value) => writer.String(value), reader => reader.String());
    private static readonly Part Number = Of<int>((writer, value) => writer.Number(value), reader => reader.Number());
    private static readonly Part Float = Of<double>((writer, value) => writer.Float(value), reader => reader.Float());
    private static readonly Part Flag = Of<bool>((writer, value) => writer.Flag(value), reader => reader.Flag());
    private static readonly Part MemberKey = Of<string>((writer, value) => writer.String(value), reader => reader.Key(isBlock: false));
    private static readonly Part BlockKey = Of<string>((writer, value) => writer.String(value), reader => reader.Key(isBlock: true));
    private static readonly Part Kind = Of<NumberKind>((writer, value) => writer.Number((int)value), reader => (NumberKind)reader.Number());
    private static readonly Part Binary = Of<BinaryOperator>((writer, value) => writer.Number((int)value), reader => (BinaryOperator)reader.Number());
    private static readonly Part Unary = Of<UnaryOperator>((writer, value) => writer.Number((int)value), reader => (UnaryOperator)reader.Number());
    private static readonly Part Role = Of<MemberKind>((writer, value) => writer.Number((int)value), reader => (MemberKind)reader.Number());

    private static readonly Part Constant = Choice(Constants), Expression = Choice(Expressions), Target = Choice(Targets), Pattern = Choice(Patterns);
    private static readonly Part Statement = Choice(Statements);
    private static readonly Part Label = Record<SwitchLabel>(x => [x.Pattern, x.Guard], Pattern, Optional(Expression));
    private static readonly Part Bound = Record<RangeBound>(x => [x.Value, x.FromEnd], Expression, Flag);
    private static readonly Part ExpressionList = List<Expression>(Expression), StatementList = List<Statement>(Statement);
    private static readonly Part Body = Record<Body>(
        x => [x.Parameters, x.Slots, x.Statements, x.Functions],
        List<string>(Text), Number, StatementList, List<Body>(Later(() => Body!)));

    /// <summary>A block with its Build, and a member with its body.</summary>
    public static readonly Part Block = Record<BlockSpec>(x => [x.Type, x.Name, x.Body], Text, Text, Optional(Body)),
        Member = Record<MethodSpec>(x => [x.Key, x.Name, x.Kind, x.Scope, x.Frozen, x.Body], Text, Text, Role, Optional(Text), Flag, Optional(Body));

    private static IEnumerable<Construct> Constants() =>
    [
        Of<Datum.Int>('i', x => [x.Value], Number),
        Of<Datum.Float>('f', x => [x.Value], Float),
        Of<Datum.Bool>('b', x => [x.Value], Flag),
        Of<Datum.String>('s', x => [x.Value], Text),
        Of<Datum.Null>('n'),
    ];

    private static IEnumerable<Construct> Expressions() =>
    [
        Of<ConstantExpression>('c', x => [x.Value], Constant),
        Of<VariableExpression>('v', x => [x.Slot, x.Level], Number, Number),
        Of<CaptureExpression>('p', x => [x.Parameter], Text),
        Of<AssignExpression>('=', x => [x.Target, x.Value, x.GivesOld], Target, Expression, Flag),
        Of<CurrentExpression>('.'),
        Of<ConditionalExpression>('?', x => [x.Condition, x.Then, x.Else], Expression, Expression, Expression),
        Of<CoalesceExpression>('o', x => [x.Value, x.Otherwise], Expression, Expression),
        Of<IsExpression>('j', x => [x.Value, x.Pattern], Expression, Pattern),
        Of<SwitchExpression>(
            'w', x => [x.Value, x.Arms], Expression,
            List<SwitchArm>(Record<SwitchArm>(x => [x.Pattern, x.Guard, x.Value], Pattern, Optional(Expression), Expression))),
        Of<BinaryExpression>('2', x => [x.Operator, x.Left, x.Right], Binary, Expression, Expression),
        Of<UnaryExpression>('1', x => [x.Operator, x.Operand], Unary, Expression),
        Of<ConversionExpression>('t', x => [x.To, x.Operand], Kind, Expression),
        Of<MathExpression>('m', x => [x.Function, x.Arguments], Text, ExpressionList),
        Of<TextExpression>('T', x => [x.Parts], List<TextPart>(Record<TextPart>(x => [x.Value, x.Format], Expression, Optional(Text)))),
        Of<ThrowExpression>('x', x => [x.Message], Expression),
        Of<UnsupportedExpression>('u', x => [x.Construct, x.Supported, x.Operands], Text, Text, ExpressionList),
        Of<GeneratedMemberExpression>('g', x => [x.Member], Text),
        Of<InvalidExpression>('#'),
        Of<UnreadableExpression>('%', x => [x.Member, x.Library], Text, Text),

        Of<LayerExpression>(
            'l', x => [x.Layer, x.Inputs, x.InputNames, x.Arguments, x.Name, x.Frozen, x.IsFloat], Text, ExpressionList, List<string>(Text),
            List<Argument>(Record<Argument>(x => [x.Parameter, x.Value], Text, Expression)), Optional(Expression), Flag, Flag),
        Of<BlockExpression>(
            'k', x => [x.Type, x.Constructor, x.Arguments, x.Members, x.Name, x.Frozen, x.IsFloat], BlockKey, MemberKey, ExpressionList,
            List<Argument>(Record<Argument>(x => [x.Parameter, x.Value], MemberKey, Expression)), Optional(Expression), Flag, Flag),
        Of<ApplyExpression>('a', x => [x.Input, x.Block, x.Name], Expression, Expression, Optional(Expression)),
        Of<DimensionExpression>('D', x => [x.Node, x.Index, x.FromEnd], Expression, Expression, Flag),
        Of<ShapeExpression>('h', x => [x.Node, x.Property], Expression, Text),

        Of<CallExpression>('q', x => [x.Method, x.Block, x.Arguments, x.Name], MemberKey, Optional(Expression), ExpressionList, Optional(Expression)),
        Of<FunctionExpression>('F', x => [x.Index, x.Level], Number, Number),
        Of<MethodGroupExpression>('G', x => [x.Method], MemberKey),
        Of<InvokeExpression>('y', x => [x.Function, x.Arguments], Expression, ExpressionList),

        Of<ArrayExpression>('[', x => [x.Items], ExpressionList),
        Of<SpreadExpression>(':', x => [x.Items], Expression),
        Of<NewArrayExpression>('N', x => [x.Count, x.Element], Expression, Constant),
        Of<LengthExpression>('|', x => [x.Array], Expression),
        Of<ElementExpression>('e', x => [x.Array, x.Index, x.FromEnd], Expression, Expression, Flag),
        Of<RangeExpression>('R', x => [x.Array, x.Start, x.End, x.IsSlice], Expression, Optional(Bound), Optional(Bound), Flag),
        Of<AppendExpression>('A', x => [x.Array, x.Item], Expression, Expression),
        Of<TupleExpression>('(', x => [x.Items], ExpressionList),
        Of<TupleItemExpression>('z', x => [x.Tuple, x.Index], Expression, Number),
    ];

    private static IEnumerable<Construct> Targets() =>
    [
        Of<VariableTarget>('v', x => [x.Slot, x.Level], Number, Number),
        Of<ElementTarget>('e', x => [x.Array, x.Index, x.FromEnd], Expression, Expression, Flag),
        Of<TupleTarget>('(', x => [x.Items], List<Target>(Target)),
        Of<MemberTarget>('@', x => [x.Member, x.Read], Text, Optional(Expression)),
        Of<NumberTarget>('t', x => [x.Inner, x.Kind], Target, Kind),
        Of<DiscardTarget>('~'),
    ];

    private static IEnumerable<Construct> Patterns() =>
    [
        Of<AnyPattern>('*', x => [x.Variable], Optional(Target)),
        Of<RelationPattern>('<', x => [x.Operator, x.Value], Binary, Expression),
        Of<NotNullPattern>('!', x => [x.Variable], Optional(Target)),
        Of<NotPattern>('-', x => [x.Inner], Pattern),
        Of<BothPattern>('&', x => [x.IsAnd, x.Left, x.Right], Flag, Pattern, Pattern),
        Of<TuplePattern>(')', x => [x.Items], List<Pattern>(Pattern)),
    ];

    private static IEnumerable<Construct> Statements() =>
    [
        Of<ExpressionStatement>('d', x => [x.Value], Expression),
        Of<IfStatement>('I', x => [x.Condition, x.Then, x.Else], Expression, StatementList, StatementList),
        Of<LoopStatement>('L', x => [x.Condition, x.Body, x.Step, x.TestsFirst], Expression, StatementList, StatementList, Flag),
        Of<ForEachStatement>('E', x => [x.Item, x.Items, x.Body], Target, Expression, StatementList),
        Of<SwitchStatement>(
            'S', x => [x.Value, x.Sections], Expression,
            List<SwitchSection>(Record<SwitchSection>(x => [x.Labels, x.Body], List<SwitchLabel>(Label), StatementList))),
        Of<ScopeStatement>('{', x => [x.Body], Body),
        Of<ReturnStatement>('r', x => [x.Value], Optional(Expression)),
        Of<BreakStatement>('B'),
        Of<ContinueStatement>('C'),
    ];
}
