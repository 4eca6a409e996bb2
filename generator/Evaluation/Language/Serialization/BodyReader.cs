using System.Globalization;
using System.Runtime.CompilerServices;

namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>Reads what <see cref="BodyWriter"/> writes. Anything it does not know is a <see cref="FormatException"/>.</summary>
internal sealed class BodyReader(string text)
{
    private readonly HashSet<BodyKey> _reaches = [];
    private int _position;

    /// <summary>The blocks and members that were referred to.</summary>
    public IReadOnlyCollection<BodyKey> Reaches => _reaches;

    public bool IsAtEnd => _position == text.Length;

    public int Number() => int.TryParse(UpToComma(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Corrupt();

    public bool Flag() => Tag() switch { Tags.Present => true, Tags.Absent => false, _ => throw Corrupt() };

    public string String()
    {
        int length = Number();
        if (length < 0 || length > text.Length - _position) throw Corrupt();
        string value = text.Substring(_position, length);
        _position += length;
        return value;
    }

    public T? Optional<T>(Func<T> read)
        where T : class => Flag() ? read() : null;

    public Body Body() => new(List(String), Number(), List(Statement), List(Body));

    private char Tag() => _position < text.Length ? text[_position++] : throw Corrupt();

    private string UpToComma()
    {
        int end = text.IndexOf(',', _position);
        if (end < 0) throw Corrupt();
        string part = text.Substring(_position, end - _position);
        _position = end + 1;
        return part;
    }

    private EquatableArray<T> List<T>(Func<T> read)
    {
        int count = Number();
        if (count < 0 || count > text.Length - _position) throw Corrupt();
        var items = new T[count];
        for (int i = 0; i < count; i++) items[i] = read();
        return items.ToEquatableArray();
    }

    private string Key(bool isBlock)
    {
        string key = String();
        _reaches.Add(new BodyKey(key, isBlock));
        return key;
    }

    private Statement Statement() => Tag() switch
    {
        Tags.Do => new ExpressionStatement(Expression()),
        Tags.If => new IfStatement(Expression(), List(Statement), List(Statement)),
        Tags.Loop => new LoopStatement(Expression(), List(Statement), List(Statement), Flag()),
        Tags.ForEach => new ForEachStatement(Target(), Expression(), List(Statement)),
        Tags.Switch => new SwitchStatement(Expression(), List(Section)),
        Tags.Scope => new ScopeStatement(Body()),
        Tags.Return => new ReturnStatement(Optional(Expression)),
        Tags.Break => new BreakStatement(),
        Tags.Continue => new ContinueStatement(),
        _ => throw Corrupt(),
    };

    private SwitchSection Section() => new(List(Label), List(Statement));

    private SwitchLabel Label() => new(Pattern(), Optional(Expression));

    private SwitchArm Arm() => new(Pattern(), Optional(Expression), Expression());

    private Target Target() => Tag() switch
    {
        Tags.Variable => new VariableTarget(Number(), Number()),
        Tags.Element => new ElementTarget(Expression(), Expression(), Flag(), 0),
        Tags.Tuple => new TupleTarget(List(Target)),
        Tags.Member => new MemberTarget(String(), Optional(Expression)),
        Tags.Conversion => new NumberTarget(Target(), (NumberKind)Number()),
        Tags.Discard => new DiscardTarget(),
        _ => throw Corrupt(),
    };

    private Pattern Pattern() => Tag() switch
    {
        Tags.Any => new AnyPattern(Optional(Target)),
        Tags.Relation => new RelationPattern((BinaryOperator)Number(), Expression()),
        Tags.NotNull => new NotNullPattern(Optional(Target)),
        Tags.Not => new NotPattern(Pattern()),
        Tags.Both => new BothPattern(Flag(), Pattern(), Pattern()),
        Tags.Items => new TuplePattern(List(Pattern)),
        _ => throw Corrupt(),
    };

    private Datum Constant() => Tag() switch
    {
        Tags.Int => new Datum.Int(Number()),
        Tags.Float =>
            new Datum.Float(
                long.TryParse(UpToComma(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long bits)
                    ? BitConverter.Int64BitsToDouble(bits)
                    : throw Corrupt()),
        Tags.Bool => new Datum.Bool(Flag()),
        Tags.String => new Datum.String(String()),
        Tags.Null => new Datum.Null(),
        _ => throw Corrupt(),
    };

    private Argument Member() => new(Key(false), Expression(), 0);

    private Argument Argument() => new(String(), Expression(), 0);

    private TextPart Part() => new(Expression(), Optional(String));

    private RangeBound Bound() => new(Expression(), Flag());

    private Expression Expression()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Tag() switch
        {
            Tags.Constant => new ConstantExpression(Constant(), 0),
            Tags.Variable => Variable(),
            Tags.Capture => new CaptureExpression(String(), 0),
            Tags.Assign => new AssignExpression(Target(), Expression(), Flag(), 0),
            Tags.Current => new CurrentExpression(0),
            Tags.Conditional => new ConditionalExpression(Expression(), Expression(), Expression(), 0),
            Tags.Coalesce => new CoalesceExpression(Expression(), Expression(), 0),
            Tags.Is => new IsExpression(Expression(), Pattern(), 0),
            Tags.Choice => new SwitchExpression(Expression(), List(Arm), 0),
            Tags.Binary => new BinaryExpression((BinaryOperator)Number(), Expression(), Expression(), 0),
            Tags.Unary => new UnaryExpression((UnaryOperator)Number(), Expression(), 0),
            Tags.Conversion => new ConversionExpression((NumberKind)Number(), Expression(), 0),
            Tags.Math => new MathExpression(String(), List(Expression), 0),
            Tags.Text => new TextExpression(List(Part), 0),
            Tags.Throw => new ThrowExpression(Expression(), 0),
            Tags.Unsupported => new UnsupportedExpression(String(), String(), List(Expression), 0),
            Tags.Generated => new GeneratedMemberExpression(String(), 0),
            Tags.Invalid => new InvalidExpression(0),
            Tags.Unreadable => new UnreadableExpression(String(), String(), 0),

            Tags.Layer => new LayerExpression(String(), List(Expression), List(String), List(Argument), Optional(Expression), Flag(), 0),
            Tags.Block => new BlockExpression(Key(true), Key(false), List(Expression), List(Member), Optional(Expression), Flag(), 0),
            Tags.Apply => new ApplyExpression(Expression(), Expression(), Optional(Expression), 0),
            Tags.Dimension => new DimensionExpression(Expression(), Expression(), Flag(), 0),
            Tags.Shape => new ShapeExpression(Expression(), String(), 0),

            Tags.Call => new CallExpression(Key(false), Optional(Expression), List(Expression), Optional(Expression), 0),
            Tags.Function => new FunctionExpression(Number(), Number(), 0),
            Tags.MethodGroup => new MethodGroupExpression(Key(false), 0),
            Tags.Invoke => new InvokeExpression(Expression(), List(Expression), 0),

            Tags.Array => new ArrayExpression(List(Expression), 0),
            Tags.Spread => new SpreadExpression(Expression(), 0),
            Tags.NewArray => new NewArrayExpression(Expression(), Constant(), 0),
            Tags.Length => new LengthExpression(Expression(), 0),
            Tags.Element => new ElementExpression(Expression(), Expression(), Flag(), 0),
            Tags.Range => new RangeExpression(Expression(), Optional(Bound), Optional(Bound), Flag(), 0),
            Tags.Append => new AppendExpression(Expression(), Expression(), 0),
            Tags.Tuple => new TupleExpression(List(Expression), 0),
            Tags.TupleItem => new TupleItemExpression(Expression(), Number(), 0),
            _ => throw Corrupt(),
        };
    }

    private VariableExpression Variable()
    {
        int slot = Number();
        return new VariableExpression(slot, 0, Number());
    }

    private FormatException Corrupt() => new(FormattableString.Invariant($"The text of a body is broken at character {_position}."));
}
