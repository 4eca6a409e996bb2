using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Runs the graph methods of a network.</summary>
internal sealed class GraphMethodEvaluation(NetworkSpec spec, Evaluator evaluator, InputNodes inputs)
{
    /// <summary>Runs Build on the inputs that its parameters declare; null means an output that is not known.</summary>
    public IReadOnlyList<Value?> Build(GraphMethodSpec method)
    {
        Datum[] arguments = [.. method.Parameters.Select(parameter => Input(parameter, InputRole.Sample))];
        return [.. Run(method, arguments, evaluator.Root).Select((result, index) => Result(method, index, result))];
    }

    /// <summary>Runs Loss on the outputs of the network and the targets that it declares: the minimised loss first, then the reported terms.</summary>
    public IReadOnlyList<Value?> Loss(GraphMethodSpec method, IReadOnlyList<Value?> outputs, string maker)
    {
        int compared = method.Parameters.Count(parameter => !parameter.IsInput);
        bool fits = compared == outputs.Count;
        if (!fits && method.IsSound)
            evaluator.Report(DeclarationProblems.LossOutputs, method.Origin, method.Name, Count(compared), maker, Count(outputs.Count));
        int next = 0;
        Datum[] arguments = [.. method.Parameters.Select(parameter =>
            parameter.IsInput ? Input(parameter, InputRole.Target)
            : fits && outputs[next++] is { } output ? new Datum.Node(output)
            : Datum.Unknown.Instance)];
        return [.. Run(method, arguments, new LayerScope("loss")).Select((result, index) => Term(method, index, result))];
    }

    public static string Count(int outputs) => outputs == 1 ? "one output" : FormattableString.Invariant($"{outputs} outputs");

    private Datum Input(GraphParameter parameter, InputRole role)
    {
        if (parameter.Input is { } input) return inputs.Add(input, input.Name ?? parameter.Name, role);
        inputs.Declare(parameter.Name, TensorType.Float(Shape.PerSample(1)), role, parameter.Origin);
        return evaluator.MeetInvalidCode();
    }

    private IEnumerable<Datum> Run(GraphMethodSpec method, Datum[] arguments, LayerScope scope)
    {
        Datum result = evaluator.Run(new Frame(method.Table, method.Body, scope, spec.IsFrozen, []), arguments);
        int count = method.Results.Count;
        if (count == 1) return [result];
        return result is Datum.Tuple { Items: var items } && items.Count == count ? items : Enumerable.Repeat<Datum>(Datum.Unknown.Instance, count);
    }

    /// <summary>Results that leave the network are floats, computed for each sample.</summary>
    private Value? Result(GraphMethodSpec method, int index, Datum result)
    {
        if (result is Datum.Unknown) return null;
        Value? value = result is Datum.Node node ? node.Value : null;
        TensorType? type = value is { } known ? evaluator.Builder.TypeOf(known) : null;
        if (type is { Element: DType.Float32, Shape.Leading: > 0 }) return value;

        // A network without inputs already has a message, and all its results are the same for every sample.
        if (type is { Element: DType.Float32 } && method is { Role: GraphMethodRole.Build, Parameters.Count: 0 }) return null;
        string kind = type is not { } other ? result.Kind : other.Element != DType.Float32 ? other.Spelled : "a value that is the same for all samples";
        evaluator.Report(new Problem(DeclarationProblems.OutputType, method.Name, kind), PlaceOfResult(method, index), []);
        return null;
    }

    private Value? Term(GraphMethodSpec method, int index, Datum result)
    {
        if (Result(method, index, result) is not { } value) return null;
        Shape shape = evaluator.Builder.ShapeOf(value);
        if (shape is { Rank: 0, Leading: 1 }) return value;
        evaluator.Report(new Problem(DeclarationProblems.LossShape, shape), PlaceOfResult(method, index), []);
        return null;
    }

    /// <summary>The returned expression, or item of a tuple, where the body ends with it; else the name of the method.</summary>
    private static Origin PlaceOfResult(GraphMethodSpec method, int index)
    {
        if (method.Body.Statements.LastOrDefault() is not ReturnStatement { Value: { } value }) return new Origin(0, method.Origin);
        return new Origin(method.Table, value is TupleExpression tuple && index < tuple.Items.Count ? tuple.Items[index].Origin : value.Origin);
    }
}
