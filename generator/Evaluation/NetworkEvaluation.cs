using Kiln.Generator.Evaluation.Advice;
using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Evaluation.Surface;

namespace Kiln.Generator.Evaluation;

/// <summary>From a network's declaration to its source graph: its stack is run layer by layer, or Build is; a loss gets its targets and its mean.</summary>
internal sealed class NetworkEvaluation
{
    private const string DefaultInput = "input", DefaultLoss = "loss";

    /// <summary>The place of the class's name, which Reading puts first.</summary>
    public static readonly Origin NameOfClass = new(0, 0);

    private readonly NetworkSpec _spec;
    private readonly Evaluator _evaluator;
    private readonly Frame _frame;
    private readonly SpanNames _names = new();
    private readonly InputNodes _inputs;
    private readonly GraphMethodEvaluation _methods;
    private readonly LayerExpression? _loss;
    private readonly List<LossPart> _parts = [];
    private readonly List<NetworkEntry> _entries = [];
    private IReadOnlyList<Value?> _outputs;
    private bool _resultsAreKnown = true;

    private NetworkEvaluation(NetworkSpec spec, IReadOnlyList<Layer> layers, Budget budget, CancellationToken cancellation)
    {
        _spec = spec;
        _evaluator = new Evaluator(spec, layers, budget, cancellation);
        _frame = new Frame(0, new Body(["x"], 1, [], []), _evaluator.Root, spec.IsFrozen, []);
        _inputs = new InputNodes(_evaluator, _names, spec.Identity.Name);
        _methods = new GraphMethodEvaluation(spec, _evaluator, _inputs);
        _loss = spec.Stack.OfType<LayerExpression>().FirstOrDefault(IsLoss);
        _outputs = new Value?[spec.Build?.Results.Count ?? 1];
    }

    /// <summary>Evaluates with the whole vocabulary of Kiln.</summary>
    public static EvaluatedNetwork Evaluate(NetworkSpec spec, CancellationToken cancellation) => Evaluate(spec, OpTable.Layers, Budget.Default, cancellation);

    public static EvaluatedNetwork Evaluate(NetworkSpec spec, IReadOnlyList<Layer> layers, Budget budget, CancellationToken cancellation = default)
    {
        var evaluation = new NetworkEvaluation(spec, layers, budget, cancellation);
        bool isWhole = true;
        try
        {
            evaluation.Run();
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            if (fault is not BudgetException) evaluation._evaluator.Report(Fault.ProblemOf("evaluating", spec.Identity.Name, fault), NameOfClass, []);
            isWhole = false;
        }

        return MemberClashes.Mark(spec, evaluation.Finish(isWhole));
    }

    /// <summary>A network of which only the problem is known.</summary>
    public static EvaluatedNetwork Unknown(NetworkSpec spec, Problem problem) =>
        Declared(spec) with { Problems = [.. spec.Problems, new LocatedProblem(problem, NameOfClass, [])] };

    /// <summary>What is known of a network without evaluation.</summary>
    private static EvaluatedNetwork Declared(NetworkSpec spec) => new()
    {
        Identity = spec.Identity,
        CanBeExtended = spec.CanBeExtended,
        ImplementsInterfaces = spec.ImplementsInterfaces,
        IsTrainable = spec.IsTrainable,
        Quantization = spec.Quantization,
        Budget = spec.Budget,
        GraphMethods = spec.GraphMethods.Select(method => method.Name),
        PartialMethods = spec.PartialMethods,
        Problems = spec.Problems,
    };

    private void Run()
    {
        var rules = new DeclarationRules(_spec, _evaluator);
        rules.Check();
        _outputs = _spec.Build is { } build ? _methods.Build(build) : [RunStack()];
        if (_spec.Loss is { } loss) _resultsAreKnown = AddLosses(loss);
        else if (_loss is not null) _resultsAreKnown = AddLoss(_loss);
        _resultsAreKnown &= _outputs.All(output => output is not null);
        foreach (GraphMethodSpec entry in _spec.Entries) AddEntry(entry);
        rules.CheckSpans(_spec.Identity.Name, _inputs.Samples.Count + _inputs.Targets.Count + _outputs.Count, NameOfClass.Index);
        foreach ((GraphMethodSpec entry, NetworkEntry spans) in _spec.Entries.Zip(_entries, (entry, spans) => (entry, spans)))
            rules.CheckSpans(entry.Name, spans.Inputs.Count + spans.Outputs.Count, entry.Origin);
    }

    /// <summary>Adds a method with <c>[Entry]</c>: it has inputs and outputs of its own, on the parameters of the network.</summary>
    private void AddEntry(GraphMethodSpec method)
    {
        var names = new SpanNames();
        var inputs = new InputNodes(_evaluator, names, method.Name, method.Name);
        IReadOnlyList<Value?> values = new GraphMethodEvaluation(_spec, _evaluator, inputs).Build(method);
        PublicTensor[] outputs = [.. names.Take(method.Results).Select((name, index) => PublicTensor.Of(name, values[index], _evaluator.Builder))];
        for (int i = 0; i < outputs.Length; i++)
            if (values[i] is { } value) _evaluator.Builder.Result(ResultKind.Output, outputs[i].Identifier, value, method.Name);
            else _resultsAreKnown = false;
        _entries.Add(new NetworkEntry(method.Name, [.. inputs.Samples], [.. outputs])
        {
            IsFloat = method.IsFloat, Origin = new Origin(0, method.Origin),
        });
    }

    private Value? RunStack()
    {
        if (_spec.Inputs.Count > 0) _frame.Variables[0] = _inputs.Add(_spec.Inputs[0], _spec.Inputs[0].Name ?? DefaultInput, InputRole.Sample);
        foreach (Expression layer in _spec.Stack)
            if (layer is not LayerExpression plain || !IsLoss(plain)) _frame.Variables[0] = _evaluator.Evaluate(layer, _frame);
        return _frame.Variables[0] is Datum.Node output ? output.Value : null;
    }

    /// <summary>A loss chooses its target and gives a loss and a weight for each row; their weighted mean is minimised. Whether the loss is known.</summary>
    private bool AddLoss(LayerExpression expression)
    {
        Layer layer = _evaluator.Find(expression.Layer)!;
        Dictionary<string, object?>? arguments = _evaluator.EvaluateArguments(expression.Arguments, _frame);
        string? name = _evaluator.ClaimName(expression.Layer, expression.Name, expression, _frame);
        Value? prediction = _outputs[0];
        if (_outputs.Count > 1)
        {
            string needed = GraphMethodEvaluation.Count(1), given = GraphMethodEvaluation.Count(_outputs.Count);
            _evaluator.Report(DeclarationProblems.LossOutputs, expression.Origin, expression.Layer, needed, "Build", given);
            prediction = null;
        }

        // Where the prediction is unknown the target's element type still is: it does not depend on the shape.
        TensorType type = layer.Target!(prediction is { } known ? _evaluator.Builder.ShapeOf(known) : Shape.PerSample(1));
        Value wanted = _inputs.AddTarget(type.Element == DType.Int32 ? "label" : "target", type, expression.Origin);
        if (prediction is null || arguments is null || name is null) return false;
        if (_evaluator.Build(layer, name, [prediction, wanted], arguments, expression, _frame) is not Datum.Node loss) return false;
        int denominator = layer.IsWeighted ? _evaluator.Denominators.Of(_evaluator.Builder, loss.Value) : 0;
        Value mean = _evaluator.Builder.Add(new MeanLoss(denominator), name + ".mean", loss.Value, new Value(loss.Value.Node, 1));
        _evaluator.Builder.Result(ResultKind.Loss, DefaultLoss, mean);
        _parts.Add(new LossPart(0, denominator, 0));
        return true;
    }

    /// <summary>The first result of Loss is minimised, the others are reported by their names in the tuple. Whether all are known.</summary>
    private bool AddLosses(GraphMethodSpec method)
    {
        IReadOnlyList<Value?> losses = _methods.Loss(method, _outputs, _spec.Build is null ? "the stack" : "Build");
        IReadOnlyList<string> names = LossNames(method);
        for (int i = 0; i < losses.Count; i++)
        {
            if (losses[i] is not { } loss) continue;
            Value mean = _evaluator.Builder.Add(new MeanLoss(), $"loss.{names[i]}.mean", loss);
            _evaluator.Builder.Result(i == 0 ? ResultKind.Loss : ResultKind.LossTerm, names[i], mean);
        }

        AddParts(losses, names);
        return losses.All(loss => loss is not null);
    }

    /// <summary>A result whose parts are divided by different sums gives the mean of each part, too; the mean of any other is its only part.</summary>
    private void AddParts(IReadOnlyList<Value?> losses, IReadOnlyList<string> names)
    {
        var parts = new LossParts(_evaluator.Builder);
        int entries = losses.Count;
        for (int i = 0; i < losses.Count; i++)
        {
            if (losses[i] is not { } loss) continue;
            IReadOnlyCollection<int> denominators = parts.DenominatorsOf(loss);
            foreach (int denominator in denominators)
            {
                _parts.Add(new LossPart(i, denominator, denominators.Count == 1 ? i : entries++));
                if (denominators.Count == 1) continue;
                // No C# name holds a dot.
                string name = FormattableString.Invariant($"{names[i]}.{denominator}");
                Value mean = _evaluator.Builder.Add(new MeanLoss(), $"loss.{name}.mean", parts.Part(loss, denominator));
                _evaluator.Builder.Result(ResultKind.LossPart, name, mean);
            }
        }
    }

    private static IReadOnlyList<string> LossNames(GraphMethodSpec method) => [.. method.Results.Select((name, index) => name ?? FreeName(method, index))];

    private static string FreeName(GraphMethodSpec method, int index)
    {
        string name = index == 0 ? DefaultLoss : FormattableString.Invariant($"{DefaultLoss}{index + 1}");
        while (method.Results.Contains(name)) name += "Term";
        return name;
    }

    /// <summary>Outputs have their names in Build's tuple, else those in Loss.</summary>
    private string?[] OutputNames()
    {
        string[] compared = [.. (_spec.Loss?.Parameters ?? []).Where(parameter => !parameter.IsInput).Select(parameter => parameter.Name)];
        return [.. _outputs.Select((_, index) => _spec.Build?.Results[index] ?? compared.ElementAtOrDefault(index))];
    }

    private EvaluatedNetwork Finish(bool isWhole)
    {
        var layers = new LayerGraph(_evaluator.Uses, _evaluator.Remedies.Inputs);
        LocatedProblem[] problems = [.. _evaluator.Problems, .. AdviceRules.All.SelectMany(rule => rule(layers))];
        bool complete = isWhole && _resultsAreKnown && !_evaluator.MetInvalidCode && !problems.Any(problem => problem.IsError);
        IReadOnlyList<string> outputs = _names.Take(OutputNames());
        Graph graph = complete ? SourceGraph(outputs) : Graph.Empty;
        if (complete) problems = [.. problems, .. UnusedInputs.In(graph, _evaluator.Remedies.Inputs)];
        return Declared(_spec) with
        {
            Graph = graph,
            FloatLayers = _evaluator.FloatLayers.ToEquatableArray(),
            Layers = complete ? [.. _evaluator.Uses.Select(use => use.Source)] : [],
            IsComplete = complete,
            Inputs = _inputs.Samples.ToEquatableArray(),
            Targets = _inputs.Targets.ToEquatableArray(),
            Outputs = outputs.Select((name, index) => PublicTensor.Of(name, _outputs[index], _evaluator.Builder)).ToEquatableArray(),
            HasLoss = _loss is not null || _spec.Loss is not null,
            LossTerms = _spec.Loss is { } loss ? LossNames(loss).Skip(1).ToEquatableArray() : [],
            LossWeights = LossDenominators.In(graph),
            LossParts = _parts.ToEquatableArray(),
            Entries = [.. _entries],
            Problems = problems.ToEquatableArray(),
        };
    }

    /// <summary>Outputs come before losses, regardless of the order in which they were found.</summary>
    private Graph SourceGraph(IReadOnlyList<string> outputs)
    {
        Graph built = _evaluator.Builder.Build();
        return new Graph(built.Nodes, [.. outputs.Select((name, index) => new Result(ResultKind.Output, name, _outputs[index]!)), .. built.Results]);
    }

    private bool IsLoss(LayerExpression layer) => _evaluator.Find(layer.Layer) is { IsLoss: true };
}
