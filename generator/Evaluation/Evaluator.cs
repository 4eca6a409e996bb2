using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// Runs bodies at compile time and builds the graph they describe. Problems are collected and evaluation goes on with Unknown, so that one mistake gives one
/// message and two mistakes give two; only a spent budget ends it.
/// </summary>
internal sealed partial class Evaluator(NetworkSpec spec, IReadOnlyList<Layer> layers, Budget budget, CancellationToken cancellation)
{
    private readonly Dictionary<string, Layer> _layers = layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
    private readonly List<LocatedProblem> _problems = [];
    private readonly List<LayerUse> _uses = [];
    private int _steps;
    private int _reports;

    public GraphBuilder Builder { get; } = new();

    public Remedies Remedies { get; } = new();

    /// <summary>What the losses are divided by.</summary>
    public LossDenominators Denominators { get; } = new();

    /// <summary>The names of the network itself.</summary>
    public LayerScope Root { get; } = new("");

    public IReadOnlyList<LocatedProblem> Problems => _problems;

    public IReadOnlyList<LayerUse> Uses => _uses;

    /// <summary>Layers and scopes that a quantized network computes in floats.</summary>
    public List<string> FloatLayers { get; } = [];

    /// <summary>Whether Unknown arose silently, from code that the C# compiler rejects.</summary>
    public bool MetInvalidCode { get; private set; }

    public Layer? Find(string layer) => _layers.TryGetValue(layer, out Layer? found) ? found : null;

    /// <summary>Evaluates an expression; if this returns Unknown, the problem has been reported.</summary>
    public Datum Evaluate(Expression expression, Frame frame)
    {
        Step(expression, frame);
        return expression switch
        {
            VariableExpression variable => frame.Around(variable.Level).Variables[variable.Slot],
            ConstantExpression constant => constant.Value,
            CaptureExpression capture => EvaluateCapture(capture, frame),
            LayerExpression layer => EvaluateLayer(layer, frame),
            AssignExpression assign => EvaluateAssign(assign, frame),
            CurrentExpression => frame.Current,
            BinaryExpression binary => EvaluateBinary(binary, frame),
            UnaryExpression unary => EvaluateUnary(unary, frame),
            ConversionExpression conversion => EvaluateConversion(conversion, frame),
            MathExpression function => EvaluateMath(function, frame),
            TextExpression text => EvaluateText(text, frame),
            BlockExpression block => EvaluateBlock(block, frame),
            ApplyExpression apply => EvaluateApply(apply, frame),
            CallExpression call => EvaluateCall(call, frame),
            FunctionExpression function => frame.Around(function.Level).Function(function.Index),
            MethodGroupExpression method => new Datum.Method(method.Method, frame.Self),
            InvokeExpression invoke => EvaluateInvoke(invoke, frame),
            ShapeExpression shape => EvaluateShape(shape, frame),
            DimensionExpression dimension => EvaluateDimension(dimension, frame),
            ConditionalExpression conditional =>
                Test(conditional.Condition, frame) is { } holds ? Evaluate(holds ? conditional.Then : conditional.Else, frame) : Datum.Unknown.Instance,
            CoalesceExpression coalesce => Evaluate(coalesce.Value, frame) is var value and not Datum.Null ? value : Evaluate(coalesce.Otherwise, frame),
            IsExpression test => EvaluateIs(test, frame),
            SwitchExpression choice => EvaluateSwitch(choice, frame),
            ArrayExpression array => EvaluateArray(array, frame),
            NewArrayExpression array => EvaluateNewArray(array, frame),
            LengthExpression length => EvaluateLength(length, frame),
            ElementExpression element => EvaluateElement(element, frame),
            RangeExpression range => EvaluateRange(range, frame),
            AppendExpression append => EvaluateAppend(append, frame),
            TupleExpression tuple => new Datum.Tuple([.. EvaluateAll(tuple.Items, frame)]),
            TupleItemExpression item =>
                Evaluate(item.Tuple, frame) is var given && given is Datum.Tuple tuple && item.Index < tuple.Items.Count
                    ? tuple.Items[item.Index]
                    : Missing(given, "The tuple", item, frame),
            ThrowExpression thrown => EvaluateThrow(thrown, frame),
            UnsupportedExpression unsupported => EvaluateUnsupported(unsupported, frame),
            GeneratedMemberExpression generated => Report(new Problem(DeclarationProblems.GeneratedMember, generated.Member), generated, frame),
            UnreadableExpression unreadable => Report(new Problem(BodyProblems.Unreadable, unreadable.Member, unreadable.Library), unreadable, frame),
            InvalidExpression => MeetInvalidCode(),
            _ => throw new InvalidOperationException($"No rule evaluates {expression.GetType().Name}."),
        };
    }

    /// <summary>Adds a problem and gives Unknown.</summary>
    public Datum Report(Problem problem, Origin origin, EquatableArray<Origin> calls, Origin? declaration = null)
    {
        _reports++;
        var located = new LocatedProblem(problem, origin, calls) { Declaration = declaration };
        if (!_problems.Contains(located)) _problems.Add(located);
        return Datum.Unknown.Instance;
    }

    /// <summary>Gives Unknown for code that the C# compiler rejects, or that another message is about.</summary>
    public Datum MeetInvalidCode()
    {
        MetInvalidCode = true;
        return Datum.Unknown.Instance;
    }

    /// <summary>Reports a mistake in the declaration itself, at a place of the network.</summary>
    public void Report(ProblemKind kind, int origin, params object[] arguments) => Report(new Problem(kind, arguments), new Origin(0, origin), []);

    private Datum Report(Problem problem, Expression at, Frame frame) => Report(problem, frame.At(at.Origin), frame.Calls);

    private Datum Unsupported(string construct, string supported, Expression at, Frame frame) =>
        Report(new Problem(BodyProblems.Unsupported, construct, supported), at, frame);

    private Datum[] EvaluateAll(EquatableArray<Expression> expressions, Frame frame)
    {
        var values = new Datum[expressions.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Evaluate(expressions[i], frame);
        return values;
    }

    /// <summary>Whether a condition holds, or null if that is unknown.</summary>
    private bool? Test(Expression condition, Frame frame) => Evaluate(condition, frame) is Datum.Bool flag ? flag.Value : null;

    private Datum EvaluateThrow(ThrowExpression expression, Frame frame) =>
        Evaluate(expression.Message, frame) is Datum.String message
            ? Report(new Problem(BodyProblems.Thrown, message.Value), expression, frame) : Datum.Unknown.Instance;

    private Datum EvaluateUnsupported(UnsupportedExpression expression, Frame frame)
    {
        foreach (Expression operand in expression.Operands)
            if (Evaluate(operand, frame) is Datum.Unknown unknown) return unknown;
        return Unsupported(expression.Construct, expression.Supported, expression, frame);
    }

    /// <summary>Reports the use of a null value; Unknown has been reported already.</summary>
    private Datum Missing(Datum value, string use, Expression at, Frame frame) =>
        value is Datum.Null ? Report(new Problem(BodyProblems.NullValue, use), at, frame) : Datum.Unknown.Instance;

    private void Step(Expression expression, Frame frame)
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_steps > budget.Steps) ExhaustSteps(expression, frame);

        // Bodies and expressions may nest to any depth: a message is better than a crash of the compiler.
        if (!ExecutionStack.IsSufficient()) Exhaust(new Problem(BodyProblems.DepthBudget, spec.Identity.Name, budget.Depth), expression, frame);
    }

    /// <summary>Reports a spent budget at the network's own line if there is one, because no single line of the body is at fault.</summary>
    private void Exhaust(Problem problem, Expression expression, Frame frame)
    {
        Origin origin = frame.Calls.Count > 0 ? frame.Calls[0] : frame.At(expression.Origin);
        Report(problem, origin, []);
        throw new BudgetException(problem);
    }
}
