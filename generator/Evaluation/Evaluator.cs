using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// Runs bodies at compile time and builds the graph they describe. Problems are collected and evaluation goes on with Unknown, so that one mistake gives one
/// message and two mistakes give two; only a spent budget ends it.
/// </summary>
internal sealed partial class Evaluator(NetworkSpec spec, IReadOnlyList<Layer> layers, Budget budget, CancellationToken cancellation)
{
    private readonly Dictionary<string, Layer> _layers = layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, int> _blocks = spec.Blocks.Select((block, index) => (block.Type, index)).ToDictionary(pair => pair.Type, pair => pair.index, StringComparer.Ordinal);
    private readonly List<LocatedProblem> _problems = [];
    private readonly List<LayerUse> _uses = [];
    private int _steps;

    public GraphBuilder Builder { get; } = new();

    public IReadOnlyList<LocatedProblem> Problems => _problems;

    public IReadOnlyList<LayerUse> Uses => _uses;

    /// <summary>Whether Unknown arose in silence, from code that the C# compiler rejects.</summary>
    public bool MetInvalidCode { get; private set; }

    public Layer? Find(string layer) => _layers.TryGetValue(layer, out Layer? found) ? found : null;

    /// <summary>Evaluates an expression; whatever is wrong with it has been reported when this returns Unknown.</summary>
    public Datum Evaluate(Expression expression, Frame frame)
    {
        Step(expression, frame);
        return expression switch
        {
            ConstantExpression constant => constant.Value,
            VariableExpression variable => frame.Variables[variable.Slot],
            CaptureExpression capture => frame.Captures.TryGetValue(capture.Name, out Datum? value)
                ? value
                : Report(new Problem(BodyProblems.Unsupported, "A constructor other than the primary one"), capture, frame),
            LayerExpression layer => EvaluateLayer(layer, frame),
            BlockExpression block => EvaluateBlock(block, frame),
            ApplyExpression apply => EvaluateApply(apply, frame),
            ShapeExpression shape => EvaluateShape(shape, frame),
            DimensionExpression dimension => EvaluateDimension(dimension, frame),
            BinaryExpression binary => EvaluateBinary(binary, frame),
            UnaryExpression unary => EvaluateUnary(unary, frame),
            ConversionExpression conversion => EvaluateConversion(conversion, frame),
            ArrayExpression array => EvaluateItems(array.Items, frame) is { } items ? new Datum.Array(items) : Datum.Unknown.Instance,
            TupleExpression tuple => new Datum.Tuple(tuple.Items.Select(item => Evaluate(item, frame)).ToEquatableArray()),
            UnsupportedExpression unsupported => Report(new Problem(BodyProblems.Unsupported, unsupported.Construct), unsupported, frame),
            GeneratedMemberExpression generated => Report(new Problem(DeclarationProblems.GeneratedMember, generated.Member), generated, frame),
            InvalidExpression => Silently(),
            _ => throw new InvalidOperationException($"No rule evaluates {expression.GetType().Name}."),
        };
    }

    /// <summary>Runs the statements of a body and gives what it returns.</summary>
    public Datum Run(Body body, Frame frame)
    {
        foreach (Statement statement in body.Statements)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (statement)
            {
                case AssignStatement assign:
                    Assign(assign, frame);
                    break;
                case ReturnStatement result:
                    return Evaluate(result.Value, frame);
                case ExpressionStatement expression:
                    Evaluate(expression.Value, frame);
                    break;
                default:
                    throw new InvalidOperationException($"No rule runs {statement.GetType().Name}.");
            }
        }

        return Silently();
    }

    /// <summary>Adds a problem and gives Unknown.</summary>
    public Datum Report(Problem problem, Origin origin, EquatableArray<Origin> calls)
    {
        var located = new LocatedProblem(problem, origin, calls);
        if (!_problems.Contains(located)) _problems.Add(located);
        return Datum.Unknown.Instance;
    }

    private Datum Report(Problem problem, Expression at, Frame frame) => Report(problem, frame.At(at.Origin), frame.Calls);

    private void Assign(AssignStatement assign, Frame frame)
    {
        Datum value = Evaluate(assign.Value, frame);
        if (assign.Slots.Count == 1)
        {
            frame.Variables[assign.Slots[0]] = value;
            return;
        }

        for (int i = 0; i < assign.Slots.Count; i++)
            if (assign.Slots[i] >= 0)
                frame.Variables[assign.Slots[i]] = value is Datum.Tuple tuple ? tuple.Items[i] : Datum.Unknown.Instance;
    }

    private Datum EvaluateShape(ShapeExpression expression, Frame frame)
    {
        if (Evaluate(expression.Node, frame) is not Datum.Node node) return Datum.Unknown.Instance;
        Shape shape = Builder.ShapeOf(node.Value);
        int dimension = expression.Property switch { "Channels" => 0, "Height" => 1, "Width" => 2, _ => -1 };
        if (dimension < 0) return new Datum.Int(shape.Rank);

        // A vector's features are its channels; only a map has a height and a width.
        bool exists = dimension == 0 ? shape.Rank > 0 : shape.Rank == 3;
        return exists ? new Datum.Int(shape[dimension]) : Report(new Problem(BodyProblems.NoSuchDimension, expression.Property, shape), expression, frame);
    }

    private Datum EvaluateDimension(DimensionExpression expression, Frame frame)
    {
        if (Evaluate(expression.Node, frame) is not Datum.Node node || Evaluate(expression.Index, frame) is not Datum.Int index) return Datum.Unknown.Instance;
        Shape shape = Builder.ShapeOf(node.Value);
        int dimension = expression.FromEnd ? shape.Rank - index.Value : index.Value;
        if (dimension >= 0 && dimension < shape.Rank) return new Datum.Int(shape[dimension]);
        string spelled = FormattableString.Invariant($"Dimension {(expression.FromEnd ? "^" : "")}{index.Value}");
        return Report(new Problem(BodyProblems.NoSuchDimension, spelled, shape), expression, frame);
    }

    private Datum EvaluateBinary(BinaryExpression expression, Frame frame)
    {
        Datum left = Evaluate(expression.Left, frame);

        // && and || do not look at their right side where the left one decides.
        if (left is Datum.Bool { Value: var decided } && (decided ? expression.Operator == BinaryOperator.Or : expression.Operator == BinaryOperator.And)) return left;
        Datum right = Evaluate(expression.Right, frame);
        if (left is Datum.Unknown || right is Datum.Unknown) return Datum.Unknown.Instance;
        return Arithmetic.Apply(expression.Operator, left, right)
            ?? Report(new Problem(BodyProblems.Arithmetic, $"{Spell(left)} {Arithmetic.Sign(expression.Operator)} {Spell(right)}"), expression, frame);
    }

    private Datum EvaluateUnary(UnaryExpression expression, Frame frame)
    {
        Datum operand = Evaluate(expression.Operand, frame);
        if (operand is Datum.Unknown) return operand;
        return Arithmetic.Apply(expression.Operator, operand) ?? Report(new Problem(BodyProblems.Arithmetic, $"-({Spell(operand)})"), expression, frame);
    }

    private Datum EvaluateConversion(ConversionExpression expression, Frame frame)
    {
        Datum operand = Evaluate(expression.Operand, frame);
        if (operand is Datum.Unknown) return operand;
        return Arithmetic.Convert(expression.ToFloat, operand) ?? Report(new Problem(BodyProblems.Arithmetic, $"(int){Spell(operand)}"), expression, frame);
    }

    /// <summary>The values of a list, or null where one of them is unknown.</summary>
    private EquatableArray<Datum>? EvaluateItems(EquatableArray<Expression> items, Frame frame)
    {
        Datum[] values = [.. items.Select(item => Evaluate(item, frame))];
        return values.Any(value => value is Datum.Unknown) ? null : values.ToEquatableArray();
    }

    private Datum Silently()
    {
        MetInvalidCode = true;
        return Datum.Unknown.Instance;
    }

    private void Step(Expression expression, Frame frame)
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_steps > budget.Steps) Exhaust(new Problem(BodyProblems.StepBudget, spec.Identity.Name, budget.Steps), expression, frame);
    }

    /// <summary>Reports a spent budget at the network's own line where there is one, for the fault is in no single line of the body.</summary>
    private void Exhaust(Problem problem, Expression expression, Frame frame)
    {
        Origin origin = frame.Calls.Count > 0 ? frame.Calls[0] : frame.At(expression.Origin);
        Report(problem, origin, []);
        throw new BudgetException(problem);
    }

    private static string Spell(Datum value) => value switch
    {
        Datum.Int number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Datum.Float number => number.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        Datum.Bool flag => flag.Value ? "true" : "false",
        _ => value.Kind,
    };
}
