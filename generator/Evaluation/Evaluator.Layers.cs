using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Evaluation;

/// <summary>Layers and blocks: naming, arguments, the call, and the parameters that applications of one block share.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<string, Value> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _appliedBlocks = [];
    private int _constructedBlocks;

    private Datum EvaluateLayer(LayerExpression expression, Frame frame)
    {
        LayerInputs inputs = EvaluateInputs(expression, frame);
        Dictionary<string, object?>? arguments = EvaluateArguments(expression.Arguments, frame);
        string? name = ClaimName(expression.Layer, expression.Name, expression, frame);
        if (Find(expression.Layer) is not { } layer) return Report(new Problem(BodyProblems.Unsupported, $"The layer {expression.Layer}, which Kiln's compiler does not know,"), expression, frame);
        if (arguments is null || name is null || !inputs.AreKnown) return Datum.Unknown.Instance;
        Datum built = Build(layer, name, inputs.Values, arguments, expression, frame, inputs.Names);
        return layer.IsWeighted && built is Datum.Node { Value: var loss } ? new Datum.Node(Builder.Add(new LossShare(), name + ".share", loss, loss with { Output = 1 })) : built;
    }

    /// <summary>The nodes that a layer is given: lists in place, absent ones left out.</summary>
    private LayerInputs EvaluateInputs(LayerExpression expression, Frame frame)
    {
        var inputs = new LayerInputs();
        for (int i = 0; i < expression.Inputs.Count; i++)
            inputs.Add(Evaluate(expression.Inputs[i], frame), expression.InputNames[i]);
        return inputs;
    }

    /// <summary>Adds the nodes of one layer to the graph.</summary>
    public Datum Build(Layer layer, string name, IReadOnlyList<Value> inputs, IReadOnlyDictionary<string, object?> arguments, LayerExpression expression, Frame frame, IReadOnlyList<string>? inputNames = null)
    {
        var call = new LayerCall(Builder, layer.Name, name, frame.Frozen || expression.Frozen, inputs, arguments, _stored, inputNames);
        int first = Builder.Count;
        IReadOnlyList<Value> outputs;
        try
        {
            if (inputs.Count > 0 && Builder.TypeOf(inputs[0]) is var given && given.Element != layer.Accepts)
                throw call.Fail(ShapeProblems.WrongElementType, layer.Name, layer.Accepts.Keyword(), given);
            outputs = layer.BuildMany is { } many ? many(call) : [layer.Build!(call)];
            if (Builder.Nodes.Skip(first).Any(node => node.Outputs.Any(type => type.Shape.IsTooLarge))) throw call.Fail(ShapeProblems.TooLarge, layer.Name);
        }
        catch (ProblemException found)
        {
            return Report(found.Problem, frame.At(ProblemPlace.Of(found.Problem, expression)), frame.Calls);
        }
        catch (OverflowException)
        {
            return Report(new Problem(ShapeProblems.TooLarge, layer.Name), expression, frame);
        }

        if (Builder.Count > budget.Nodes) Exhaust(new Problem(BodyProblems.NodeBudget, spec.Identity.Name, budget.Nodes), expression, frame);
        _uses.Add(new LayerUse(layer.Name, name, inputs, outputs, arguments, frame.At(expression.Origin), frame.Calls));
        return layer.BuildMany is null ? new Datum.Node(outputs[0]) : new Datum.Array([.. outputs.Select(output => new Datum.Node(output))]);
    }

    /// <summary>Arguments as layers read them, or null where one is unknown.</summary>
    public Dictionary<string, object?>? EvaluateArguments(EquatableArray<Argument> arguments, Frame frame)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        bool known = true;
        foreach (Argument argument in arguments)
        {
            Datum value = Evaluate(argument.Value, frame);
            known &= value is not Datum.Unknown;
            values[argument.Parameter] = Plain(value);
        }

        return known ? values : null;
    }

    /// <summary>The full name of a layer, or null where the given one cannot be used.</summary>
    public string? ClaimName(string kind, Expression? given, Expression at, Frame frame)
    {
        string? name = null;
        if (given is not null)
        {
            if (Evaluate(given, frame) is not Datum.String text) return null;
            name = text.Value;
            if (!LayerScope.IsValid(name))
            {
                Report(new Problem(DeclarationProblems.InvalidName, name, "a layer", "letters, digits, '_' and '-'"), given, frame);
                return null;
            }
        }

        if (frame.Scope.Claim(kind, name) is { } full) return full;
        Report(new Problem(DeclarationProblems.DuplicateName, name ?? kind), given ?? at, frame);
        return null;
    }

    private Datum EvaluateBlock(BlockExpression expression, Frame frame)
    {
        var captures = new List<NamedDatum>();
        foreach (Argument argument in expression.Arguments)
            captures.Add(new NamedDatum(argument.Parameter, Evaluate(argument.Value, frame)));

        string? name = expression.Name is { } given && Evaluate(given, frame) is Datum.String text ? text.Value : null;
        return new Datum.Block(_constructedBlocks++, expression.Type, captures.ToEquatableArray(), name, expression.Frozen);
    }

    private Datum EvaluateApply(ApplyExpression expression, Frame frame)
    {
        Datum input = Evaluate(expression.Input, frame);
        if (Evaluate(expression.Block, frame) is not Datum.Block block) return Datum.Unknown.Instance;
        BlockSpec body = spec.Blocks[_blocks[block.Type]];
        string? scope = ScopeOf(block, body, expression, frame);
        if (body.Body is null) return Report(new Problem(BodyProblems.NoSource, body.Name), expression, frame);
        if (input is not Datum.Node || scope is null) return Datum.Unknown.Instance;
        if (frame.Calls.Count >= budget.Depth) return ReportDepth(body, expression, frame);

        EquatableArray<Origin> calls = [.. frame.Calls, frame.At(expression.Origin)];
        var inner = new Frame(
            _blocks[block.Type] + 1,
            body.Body.Slots,
            block.Captures.ToDictionary(capture => capture.Name, capture => capture.Value, StringComparer.Ordinal),
            new LayerScope(scope),
            frame.Frozen || block.Frozen,
            calls);
        inner.Variables[0] = input;
        return Run(body.Body, inner);
    }

    /// <summary>The scope of a block's layers: its own, or the one of its first application, whose parameters it then shares.</summary>
    private string? ScopeOf(Datum.Block block, BlockSpec body, ApplyExpression expression, Frame frame)
    {
        if (_appliedBlocks.TryGetValue(block.Identity, out string? earlier)) return earlier;
        Expression? name = expression.Name ?? (expression.Block as BlockExpression)?.Name;
        if (name is null && block.Name is not null) name = new ConstantExpression(new Datum.String(block.Name), expression.Origin);
        string? scope = ClaimName(body.Name, name, expression, frame);
        if (scope is not null) _appliedBlocks.Add(block.Identity, scope);
        return scope;
    }

    private Datum ReportDepth(BlockSpec block, ApplyExpression expression, Frame frame)
    {
        Exhaust(new Problem(BodyProblems.DepthBudget, block.Name, budget.Depth), expression, frame);
        return Datum.Unknown.Instance;
    }

    /// <summary>A value as <see cref="LayerCall"/> hands it to layers: lists by their element type, null where absent.</summary>
    private static object? Plain(Datum value) => value switch
    {
        Datum.Int number => number.Value,
        Datum.Float number => number.Value,
        Datum.Bool flag => flag.Value,
        Datum.String text => text.Value,
        Datum.Array { Items: var items } when items.Count > 0 && items.All(item => item is Datum.Float) => items.Select(item => ((Datum.Float)item).Value).ToArray(),
        Datum.Array { Items: var items } => items.OfType<Datum.Int>().Select(item => item.Value).ToArray(),
        _ => null,
    };
}
