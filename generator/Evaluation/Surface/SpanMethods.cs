namespace Kiln.Generator.Evaluation.Surface;

/// <summary>The public methods over spans that a network has: names and order of parameters follow from its declaration.</summary>
internal static class SpanMethods
{
    /// <summary>The most spans that a call can pass: inputs, targets and outputs together.</summary>
    public const int MaximumSpans = 16;

    public static IEnumerable<SpanMethod> Of(EvaluatedNetwork network) =>
        network.IsInteger ? IntegerMethods.Of(network) : network.Programs.Select(program => Of(network, program));

    /// <summary>The method of a program.</summary>
    public static SpanMethod Of(EvaluatedNetwork network, ProgramSpec program)
    {
        NetworkEntry own = network.Entries.FirstOrDefault(entry => entry.Name == program.Entry) ?? new NetworkEntry("", network.Inputs, network.Outputs);
        bool givesOutputs = program.Results.Contains(ResultKind.Output), givesGradients = program.Results.Contains(ResultKind.InputGradient);
        EquatableArray<SpanParameter> spans =
        [
            .. program.Continues is null
                ? own.Inputs.Select(tensor => Span(own, tensor, SpanUse.Read))
                : Gradients(network.Outputs, SpanUse.Read, network),
            .. program.ReturnsLoss ? network.Targets.Select(tensor => Span(own, tensor, SpanUse.Read)) : [],
            .. givesOutputs ? own.Outputs.Select(tensor => Span(own, tensor, program.ReturnsLoss ? SpanUse.MayWrite : SpanUse.Write)) : [],
            .. givesGradients ? Gradients(network.Inputs.Where(input => input.Gradient), SpanUse.Write, network) : [],
        ];
        return new SpanMethod(program, spans, Options(program).Select(option => Renamed(option, spans)).ToEquatableArray());
    }

    private static IEnumerable<MethodOption> Options(ProgramSpec program)
    {
        bool ofParameters = program.Results.Contains(ResultKind.ParameterGradient);
        if (!ofParameters && !program.Results.Contains(ResultKind.InputGradient)) yield break;
        string scaled = program.ReturnsLoss ? $"the gradient{(ofParameters ? "s" : "")}, but not to the returned loss" : "all gradients";
        yield return new("scale", "float", "1", $"Factor applied to {scaled}.");
        if (ofParameters) yield return new("accumulate", "bool", "false", "Whether to add to the gradients of earlier calls instead of replacing them.");
    }

    /// <summary>An option gets another name if a span has its name.</summary>
    private static MethodOption Renamed(MethodOption option, EquatableArray<SpanParameter> spans) =>
        spans.Any(span => span.Name == option.Name) ? option with { Name = option.Name + "Option" } : option;

    private static SpanParameter Span(NetworkEntry own, PublicTensor tensor, SpanUse use) =>
        new(tensor.Identifier, tensor.Type, own.SizeConstant(tensor), use, tensor.Identifier);

    /// <summary>Gradients are named after their tensors, with a suffix if the user has taken that name.</summary>
    private static IEnumerable<SpanParameter> Gradients(IEnumerable<PublicTensor> tensors, SpanUse use, EvaluatedNetwork network)
    {
        HashSet<string> taken = [.. network.Inputs.Concat(network.Targets).Concat(network.Outputs).Select(tensor => tensor.Identifier)];
        foreach (PublicTensor tensor in tensors)
        {
            string name = tensor.Identifier + "Gradient";
            while (!taken.Add(name)) name += "Output";
            yield return new SpanParameter(
                name, tensor.Type, tensor.SizeConstant, use, tensor.Identifier + Result.GradientSuffix, $"Gradient of {tensor.Identifier}: ");
        }
    }
}
