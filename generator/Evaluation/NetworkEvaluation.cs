using Kiln.Generator.Evaluation.Advice;
using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Evaluation;

/// <summary>From a network's declaration to its source graph: the stack of attributes is run layer by layer, a loss gets its target and its mean.</summary>
internal sealed class NetworkEvaluation
{
    private const string DefaultInput = "input";
    private const string Output = "output";
    private readonly NetworkSpec _spec;
    private readonly Evaluator _evaluator;
    private readonly Frame _frame;
    private readonly List<PublicTensor> _inputs = [];
    private readonly List<PublicTensor> _targets = [];
    private readonly LayerExpression? _loss;
    private Value? _output;

    private NetworkEvaluation(NetworkSpec spec, IReadOnlyList<Layer> layers, Budget budget, CancellationToken cancellation)
    {
        _spec = spec;
        _evaluator = new Evaluator(spec, layers, budget, cancellation);
        _frame = new Frame(0, 1, _evaluator.Root, false, []);
        _loss = spec.Stack.OfType<LayerExpression>().FirstOrDefault(IsLoss);
    }

    /// <summary>Evaluates with the whole vocabulary of Kiln.</summary>
    public static EvaluatedNetwork Evaluate(NetworkSpec spec, CancellationToken cancellation) => Evaluate(spec, OpTable.Layers, Budget.Default, cancellation);

    public static EvaluatedNetwork Evaluate(NetworkSpec spec, IReadOnlyList<Layer> layers, Budget budget, CancellationToken cancellation = default)
    {
        var evaluation = new NetworkEvaluation(spec, layers, budget, cancellation);
        try
        {
            evaluation.Run();
        }
        catch (BudgetException)
        {
            evaluation._output = null;
        }

        return evaluation.Finish();
    }

    private void Run()
    {
        CheckDeclaration();
        _frame.Variables[0] = Input();
        foreach (Expression layer in _spec.Stack)
        {
            if (layer is LayerExpression loss && IsLoss(loss))
            {
                if (ReferenceEquals(loss, _loss)) AddLoss(loss);
                continue;
            }

            _frame.Variables[0] = _evaluator.Evaluate(layer, _frame);
        }

        if (_frame.Variables[0] is not Datum.Node output) return;
        _output = output.Value;
    }

    /// <summary>The order of inputs, layers and losses, which no single attribute can know.</summary>
    private void CheckDeclaration()
    {
        string network = _spec.Identity.Name;
        foreach (LocatedProblem problem in _spec.Problems) _evaluator.Report(problem.Problem, problem.Origin, problem.Calls);
        foreach (InputSpec second in _spec.Inputs.Skip(1)) Report(DeclarationProblems.TwoInputs, second.Origin, network);
        if (_loss is null) return;

        List<Expression> stack = [.. _spec.Stack];
        int index = stack.FindIndex(layer => ReferenceEquals(layer, _loss));
        foreach (LayerExpression second in stack.Skip(index + 1).OfType<LayerExpression>().Where(IsLoss))
            Report(DeclarationProblems.TwoLosses, second.Origin, network, _loss.Layer, second.Layer);
        if (index == 0 && stack.Count == 1) Report(DeclarationProblems.NothingBeforeLoss, _loss.Origin, network, _loss.Layer);
        else if (stack.Skip(index + 1).FirstOrDefault(layer => layer is not LayerExpression later || !IsLoss(later)) is { } after)
            Report(DeclarationProblems.LossNotLast, _loss.Origin, _loss.Layer, NameOf(after));
    }

    private Datum Input()
    {
        if (_spec.Inputs.Count == 0) return Datum.Unknown.Instance;
        InputSpec input = _spec.Inputs[0];
        string name = input.Name ?? DefaultInput;
        var type = new TensorType(input.Element, Shape.PerSample([.. input.Shape]));
        _inputs.Add(new PublicTensor(name, type));
        if (type.Shape.IsTooLarge) Report(ShapeProblems.TooLarge, input.Origin, "Input");
        return type.Shape.IsTooLarge || input.Shape.Any(size => size <= 0)
            ? Datum.Unknown.Instance
            : new Datum.Node(_evaluator.Builder.Add(new Input(name, InputRole.Sample, type, input.ChannelsLast), name));
    }

    /// <summary>A loss compares the prediction with a target of its own choosing and gives a loss and a weight for each row; their weighted mean is minimised.</summary>
    private void AddLoss(LayerExpression expression)
    {
        Layer layer = _evaluator.Find(expression.Layer)!;
        Dictionary<string, object?>? arguments = _evaluator.EvaluateArguments(expression.Arguments, _frame);
        string? name = _evaluator.ClaimName(expression.Layer, expression.Name, expression, _frame);
        Value? prediction = _frame.Variables[0] is Datum.Node node ? node.Value : null;

        // Where the prediction is unknown the target's element type still is: it does not depend on the shape.
        TensorType type = layer.Target!(prediction is { } known ? _evaluator.Builder.ShapeOf(known) : Shape.PerSample(1));
        string target = type.Element == DType.Int32 ? "label" : "target";
        _targets.Add(new PublicTensor(target, type));
        if (prediction is null || arguments is null || name is null) return;

        GraphBuilder builder = _evaluator.Builder;
        Value wanted = builder.Add(new Input(target, InputRole.Target, type), target);
        if (_evaluator.Build(layer, name, [prediction.Value, wanted], arguments, expression, _frame) is not Datum.Node loss) return;
        Value mean = builder.Add(new MeanLoss(), name + ".mean", loss.Value, new Value(loss.Value.Node, 1));
        builder.Result(ResultKind.Loss, "loss", mean);
    }

    private EvaluatedNetwork Finish()
    {
        LocatedProblem[] problems =
        [
            .. _evaluator.Problems,
            .. AdviceRules.All.SelectMany(rule => rule(new LayerGraph(_evaluator.Uses))),
        ];
        bool complete = _output is not null && !_evaluator.MetInvalidCode && !problems.Any(problem => problem.IsError);
        TensorType outputType = _output is { } output ? _evaluator.Builder.TypeOf(output) : TensorType.Float(Shape.PerSample(1));
        return new EvaluatedNetwork
        {
            Identity = _spec.Identity,
            CanBeExtended = _spec.CanBeExtended,
            Graph = complete ? SourceGraph() : Graph.Empty,
            IsComplete = complete,
            Inputs = _inputs.ToEquatableArray(),
            Targets = _targets.ToEquatableArray(),
            Outputs = [new PublicTensor(Output, outputType)],
            HasLoss = _loss is not null,
            Problems = problems.ToEquatableArray(),
        };
    }

    /// <summary>Outputs come before losses, in whatever order they were found.</summary>
    private Graph SourceGraph()
    {
        Graph built = _evaluator.Builder.Build();
        return new Graph(built.Nodes, [new Result(ResultKind.Output, Output, _output!.Value), .. built.Results]);
    }

    private void Report(ProblemKind kind, int origin, params object[] arguments) =>
        _evaluator.Report(new Problem(kind, arguments), new Origin(0, origin), []);

    private bool IsLoss(LayerExpression layer) => _evaluator.Find(layer.Layer) is { IsLoss: true };

    private string NameOf(Expression layer) => layer switch
    {
        LayerExpression plain => plain.Layer,
        ApplyExpression { Block: BlockExpression block } => _spec.Blocks.First(candidate => candidate.Type == block.Type).Name,
        _ => "another layer",
    };
}
