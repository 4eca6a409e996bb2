using Kiln.Generator.Evaluation.Advice;
using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Layers: naming, arguments and the call.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<string, Value> _stored = new(StringComparer.Ordinal);

    private Datum EvaluateLayer(LayerExpression expression, Frame frame)
    {
        var inputs = new List<(Datum Node, string Parameter)>();
        for (int i = 0; i < expression.Inputs.Count; i++)
            inputs.AddRange(Given(Evaluate(expression.Inputs[i], frame), expression.InputNames[i]));
        Dictionary<string, object?>? arguments = EvaluateArguments(expression.Arguments, frame);
        string? name = ClaimName(expression.Layer, expression.Name, expression, frame);
        if (Find(expression.Layer) is not { } layer)
            return Unsupported(
                $"The layer {expression.Layer}, which this version of Kiln's compiler lacks,", "the layers of Node come from the same version of Kiln",
                expression, frame);
        if (inputs.Any(input => input.Node is Datum.Null))
            return Report(new Problem(BodyProblems.NullValue, $"An input of {expression.Layer}"), expression, frame);
        if (arguments is null || name is null || inputs.Any(input => input.Node is not Datum.Node)) return Datum.Unknown.Instance;
        if (layer.IsLoss && inputs.Count == 1) return Report(new Problem(DeclarationProblems.LossWithoutTarget, layer.Name), expression, frame);
        Value[] values = [.. inputs.Select(input => ((Datum.Node)input.Node).Value)];
        Datum built = Build(layer, name, values, arguments, expression, frame, [.. inputs.Select(input => input.Parameter)]);
        if (!layer.IsWeighted || built is not Datum.Node { Value: var loss }) return built;
        return new Datum.Node(Builder.Add(new LossShare(Denominators.Of(Builder, loss)), name + ".share", loss, loss with { Output = 1 }));
    }

    /// <summary>The nodes that a parameter is given, of a list its items. A node may be null unless it is the receiver, an operand or an item.</summary>
    private static IEnumerable<(Datum Node, string Parameter)> Given(Datum input, string parameter, bool isItem = false) => input switch
    {
        Datum.Array list => list.Items.SelectMany(item => Given(item, parameter, isItem: true)),
        Datum.Null when !isItem && parameter is not (LayerExpression.Receiver or LayerExpression.Left or LayerExpression.Right) => [],
        _ => [(input, parameter)],
    };

    /// <summary>Adds the nodes of one layer to the graph.</summary>
    public Datum Build(
        Layer layer, string name, IReadOnlyList<Value> inputs, IReadOnlyDictionary<string, object?> arguments, LayerExpression expression, Frame frame,
        string[]? inputNames = null)
    {
        var call = new LayerCall(Builder, layer.Name, name, frame.Frozen || expression.Frozen, inputs, arguments, _stored, inputNames);
        if (expression.IsFloat) FloatLayers.Add(name);
        int first = Builder.Count;
        IReadOnlyList<Value> outputs;
        try
        {
            for (int input = 0; input < inputs.Count; input++)
                if (layer.AcceptsAt(input) is { } wanted && Builder.TypeOf(inputs[input]) is var given && given.Element != wanted)
                    throw call.Fail(ShapeProblems.WrongElementType, layer.Name, wanted.Keyword(), given);
            outputs = layer.BuildMany is { } many ? many(call) : [layer.Build!(call)];
            for (int i = first; i < Builder.Count; i++)
                if (Builder.Nodes[i].Outputs.Any(type => type.Shape.IsTooLarge)) throw call.Fail(ShapeProblems.TooLarge, layer.Name);
        }
        catch (ProblemException found)
        {
            return Report(Foreign(ShapeProblems.ForeignArguments) ?? found.Problem, layer, inputs, expression, frame);
        }
        catch (OverflowException)
        {
            return Report(Foreign(ShapeProblems.ForeignArguments) ?? new Problem(ShapeProblems.TooLarge, layer.Name), expression, frame);
        }

        if (Builder.Count > budget.Nodes) ExhaustNodes(expression, frame);
        _uses.Add(new LayerUse(layer.Name, name, inputs, outputs, arguments)
        {
            Source = new SourceLayer(layer.Name, name, first, Builder.Count, outputs.ToEquatableArray())
            {
                Origin = frame.At(expression.Origin), Calls = frame.Calls,
            },
            Shapes = inputs.Select(Builder.ShapeOf).ToEquatableArray(),
            Foreign = Foreign(AdviceProblems.ForeignArguments),
        });
        return layer.BuildMany is null ? new Datum.Node(outputs[0]) : new Datum.Array([.. outputs.Select(output => new Datum.Node(output))]);

        Problem? Foreign(ProblemKind kind) =>
            inputs.Count == 0 ? null : ForeignArguments.Find(kind, layer.Name, Positional(expression, arguments), arguments, Builder.ShapeOf(inputs[0]));
    }

    /// <summary>The arguments that are written without a name, from the first on.</summary>
    private static IReadOnlyList<(string Parameter, object? Value)> Positional(LayerExpression expression, IReadOnlyDictionary<string, object?> arguments) =>
        [.. expression.Arguments.TakeWhile(argument => argument.IsPositional).Select(argument => (argument.Parameter, arguments[argument.Parameter]))];

    /// <summary>Reports a problem with a layer at its argument. No declaration is changed for a body that others may call with inputs of their own.</summary>
    private Datum Report(Problem found, Layer layer, IReadOnlyList<Value> inputs, LayerExpression expression, Frame frame)
    {
        (Problem problem, Origin? declaration) = Remedies.Complete(found, layer, inputs, Builder);
        bool isShared = declaration is not null && frame.Calls.Count > 0;
        return Report(isShared ? found : problem, frame.At(ProblemPlace.Of(found, expression)), frame.Calls, isShared ? null : declaration);
    }

    /// <summary>Arguments as layers read them, or null if one is unknown.</summary>
    public Dictionary<string, object?>? EvaluateArguments(EquatableArray<Argument> arguments, Frame frame)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        bool known = true;
        foreach (Argument argument in arguments)
        {
            Datum value = Evaluate(argument.Value, frame);
            known &= IsKnown(value);
            values[argument.Parameter] = Plain(value);
        }

        return known ? values : null;
    }

    /// <summary>The full name of a layer, or null if the given one cannot be used.</summary>
    public string? ClaimName(string kind, Expression? given, Expression at, Frame frame)
    {
        Datum? spelled = given is null ? null : Evaluate(given, frame);
        string? name = (spelled as Datum.String)?.Value;
        if (spelled is not (null or Datum.String)) Missing(spelled, "The name of a layer", given!, frame);
        else if (name is not null && !LayerScope.IsValid(name))
        {
            var invalid = new Problem(DeclarationProblems.InvalidName, name, "a layer", "letters, digits, '_' and '-'");
            Report(invalid with { Remedy = LayerScope.Valid(name) }, given!, frame);
        }
        else if (frame.Scope.Claim(kind, name) is { } full) return full;
        else Report(new Problem(DeclarationProblems.DuplicateName, name ?? kind), given ?? at, frame);
        return null;
    }

    private static bool IsKnown(Datum value) => value is Datum.Array array ? array.Items.All(IsKnown) : value is not Datum.Unknown;

    /// <summary>A value as <see cref="LayerCall"/> hands it to layers: lists by their element type, null if absent.</summary>
    private static object? Plain(Datum value) => value switch
    {
        Datum.Int number => number.Value,
        Datum.Float number => number.Value,
        Datum.Bool flag => flag.Value,
        Datum.String text => text.Value,
        Datum.Array { Count: > 0, Items: var items } when items.All(item => item is Datum.Float) => items.Select(item => ((Datum.Float)item).Value).ToArray(),
        Datum.Array { Items: var items } => items.OfType<Datum.Int>().Select(item => item.Value).ToArray(),
        _ => null,
    };
}
