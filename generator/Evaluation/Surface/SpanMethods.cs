using Kiln.Generator.Graphs;

namespace Kiln.Generator.Evaluation.Surface;

/// <summary>The public methods over spans that a network has: names and order of parameters follow from its declaration.</summary>
internal static class SpanMethods
{
    /// <summary>The most spans that a call can pass: inputs, targets and outputs together.</summary>
    public const int MaximumSpans = 16;

    public static IEnumerable<SpanMethod> Of(EvaluatedNetwork network)
    {
        yield return Method("Forward", "void", ProgramKind.Infer, Given(network.Inputs), Written(network.Outputs));
        foreach (NetworkEntry entry in network.Entries)
        {
            yield return new SpanMethod(entry.Name, "void", ProgramKind.Infer, entry.Name,
                [.. entry.Inputs.Select(tensor => Span(tensor, SpanUse.Read) with { SizeConstant = entry.SizeConstant(tensor) }),
                 .. entry.Outputs.Select(tensor => Span(tensor, SpanUse.Write) with { SizeConstant = entry.SizeConstant(tensor) })], []);
        }

        if (network.HasLoss)
        {
            yield return Method(
                "Evaluate", "float", ProgramKind.Evaluate, Given(network.Inputs), Given(network.Targets),
                network.Outputs.Select(tensor => Span(tensor, SpanUse.MayWrite)));
            yield return WithOptions(Method("ForwardBackward", "float", ProgramKind.Train, Given(network.Inputs), Given(network.Targets)),
                Scale("Factor applied to the gradients, but not to the returned loss."), Accumulate);
            if (network.Inputs.Any(input => input.Gradient))
            {
                yield return WithOptions(Method(
                    "InputGradient", "float", ProgramKind.InputGradient, Given(network.Inputs), Given(network.Targets), InputGradients(network)),
                    Scale("Factor applied to the gradient, but not to the returned loss."));
            }
        }

        if (!network.IsTrainable) yield break;
        yield return Method("ForwardTraining", "void", ProgramKind.ForwardTraining, Given(network.Inputs), Written(network.Outputs));
        yield return WithOptions(
            Method("Backward", "void", ProgramKind.Backward, Gradients(network.Outputs, SpanUse.Read, network), InputGradients(network)),
            Scale("Factor applied to all gradients."), Accumulate);
    }

    private static MethodOption Accumulate { get; } =
        new("accumulate", "bool", "false", "Whether to add to the gradients of earlier calls instead of replacing them.");

    private static MethodOption Scale(string meaning) => new("scale", "float", "1", meaning);

    private static SpanMethod Method(string name, string result, ProgramKind kind, params IEnumerable<SpanParameter>[] spans) =>
        new(name, result, kind, "", spans.SelectMany(group => group).ToEquatableArray(), []);

    /// <summary>An option gets another name if a span has its name.</summary>
    private static SpanMethod WithOptions(SpanMethod method, params MethodOption[] options) =>
        method with
        {
            Options = options
                .Select(option => method.Spans.Any(span => span.Name == option.Name) ? option with { Name = option.Name + "Option" } : option)
                .ToEquatableArray(),
        };

    private static SpanParameter Span(PublicTensor tensor, SpanUse use) => new(tensor.Identifier, tensor.Type, tensor.SizeConstant, use, tensor.Identifier);

    private static IEnumerable<SpanParameter> Given(IEnumerable<PublicTensor> tensors) => tensors.Select(tensor => Span(tensor, SpanUse.Read));

    private static IEnumerable<SpanParameter> Written(IEnumerable<PublicTensor> tensors) => tensors.Select(tensor => Span(tensor, SpanUse.Write));

    private static IEnumerable<SpanParameter> InputGradients(EvaluatedNetwork network) =>
        Gradients(network.Inputs.Where(input => input.Gradient), SpanUse.Write, network);

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
