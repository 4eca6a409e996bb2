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
    private static readonly Part Label = Record<SwitchLabel>(Pattern, Optional(Expression)), Bound = Record<RangeBound>(Expression, Flag);
    private static readonly Part ExpressionList = List<Expression>(Expression), StatementList = List<Statement>(Statement);
    private static readonly Part Body = Record<Body>(List<string>(Text), Number, StatementList, List<Body>(Later(() => Body!)));

    /// <summary>A block with its Build, and a member with its body.</summary>
    public static readonly Part Block = Record<BlockSpec>(Text, Text, Optional(Body)),
        Member = Record<MethodSpec>(Text, Text, Role, Optional(Text), Flag, Optional(Body));

    private static IEnumerable<Construct> Constants() =>
    [
        Of<Datum.Int>('i', Number),
        Of<Datum.Float>('f', Float),
        Of<Datum.Bool>('b', Flag),
        Of<Datum.String>('s', Text),
        Of<Datum.Null>('n'),
    ];

    private static IEnumerable<Construct> Expressions() =>
    [
        Of<ConstantExpression>('c', Constant),
        Of<VariableExpression>('v', Number, Number),
        Of<CaptureExpression>('p', Text),
        Of<AssignExpression>('=', Target, Expression, Flag),
        Of<CurrentExpression>('.'),
        Of<ConditionalExpression>('?', Expression, Expression, Expression),
        Of<CoalesceExpression>('o', Expression, Expression),
        Of<IsExpression>('j', Expression, Pattern),
        Of<SwitchExpression>('w', Expression, List<SwitchArm>(Record<SwitchArm>(Pattern, Optional(Expression), Expression))),
        Of<BinaryExpression>('2', Binary, Expression, Expression),
        Of<UnaryExpression>('1', Unary, Expression),
        Of<ConversionExpression>('t', Kind, Expression),
        Of<MathExpression>('m', Text, ExpressionList),
        Of<TextExpression>('T', List<TextPart>(Record<TextPart>(Expression, Optional(Text)))),
        Of<ThrowExpression>('x', Expression),
        Of<UnsupportedExpression>('u', Text, Text, ExpressionList),
        Of<GeneratedMemberExpression>('g', Text),
        Of<InvalidExpression>('#'),
        Of<UnreadableExpression>('%', Text, Text),

        Of<LayerExpression>('l', Text, ExpressionList, List<string>(Text), List<Argument>(Record<Argument>(Text, Expression)), Optional(Expression), Flag),
        Of<BlockExpression>(
            'k', BlockKey, MemberKey, ExpressionList, List<Argument>(Record<Argument>(MemberKey, Expression)), Optional(Expression), Flag),
        Of<ApplyExpression>('a', Expression, Expression, Optional(Expression)),
        Of<DimensionExpression>('D', Expression, Expression, Flag),
        Of<ShapeExpression>('h', Expression, Text),

        Of<CallExpression>('q', MemberKey, Optional(Expression), ExpressionList, Optional(Expression)),
        Of<FunctionExpression>('F', Number, Number),
        Of<MethodGroupExpression>('G', MemberKey),
        Of<InvokeExpression>('y', Expression, ExpressionList),

        Of<ArrayExpression>('[', ExpressionList),
        Of<SpreadExpression>(':', Expression),
        Of<NewArrayExpression>('N', Expression, Constant),
        Of<LengthExpression>('|', Expression),
        Of<ElementExpression>('e', Expression, Expression, Flag),
        Of<RangeExpression>('R', Expression, Optional(Bound), Optional(Bound), Flag),
        Of<AppendExpression>('A', Expression, Expression),
        Of<TupleExpression>('(', ExpressionList),
        Of<TupleItemExpression>('z', Expression, Number),
    ];

    private static IEnumerable<Construct> Targets() =>
    [
        Of<VariableTarget>('v', Number, Number),
        Of<ElementTarget>('e', Expression, Expression, Flag),
        Of<TupleTarget>('(', List<Target>(Target)),
        Of<MemberTarget>('@', Text, Optional(Expression)),
        Of<NumberTarget>('t', Target, Kind),
        Of<DiscardTarget>('~'),
    ];

    private static IEnumerable<Construct> Patterns() =>
    [
        Of<AnyPattern>('*', Optional(Target)),
        Of<RelationPattern>('<', Binary, Expression),
        Of<NotNullPattern>('!', Optional(Target)),
        Of<NotPattern>('-', Pattern),
        Of<BothPattern>('&', Flag, Pattern, Pattern),
        Of<TuplePattern>(')', List<Pattern>(Pattern)),
    ];

    private static IEnumerable<Construct> Statements() =>
    [
        Of<ExpressionStatement>('d', Expression),
        Of<IfStatement>('I', Expression, StatementList, StatementList),
        Of<LoopStatement>('L', Expression, StatementList, StatementList, Flag),
        Of<ForEachStatement>('E', Target, Expression, StatementList),
        Of<SwitchStatement>('S', Expression, List<SwitchSection>(Record<SwitchSection>(List<SwitchLabel>(Label), StatementList))),
        Of<ScopeStatement>('{', Body),
        Of<ReturnStatement>('r', Optional(Expression)),
        Of<BreakStatement>('B'),
        Of<ContinueStatement>('C'),
    ];
}
