using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads a class with <c>[Network]</c>: its declaration, its stack or its graph methods, and the blocks they reach.</summary>
internal sealed class NetworkReader(
    INamedTypeSymbol network, AttributeData marker, TypeDeclarationSyntax part, Compilation compilation, CancellationToken cancellation)
{
    private readonly SpanRecorder _spans = new();
    private readonly List<LocatedProblem> _problems = [];

    /// <summary>Whether a part of a network carries the first of its <c>[Network]</c>, of which there should be one.</summary>
    public static bool IsFirst(INamedTypeSymbol network, SyntaxNode part) =>
        Marker(network)?.ApplicationSyntaxReference is { } syntax && part.SyntaxTree == syntax.SyntaxTree && part.Span.Contains(syntax.Span);

    /// <summary>Reads a network, or gives null if the class carries no <c>[Network]</c> in source.</summary>
    public static NetworkReading? Read(INamedTypeSymbol network, Compilation compilation, CancellationToken cancellation) =>
        Marker(network) is { } marker && PartWith(marker, cancellation) is { } part
            ? new NetworkReader(network, marker, part, compilation, cancellation).Read() : null;

    /// <summary>A network of which only the class is read, for the reason that <paramref name="problem"/> gives.</summary>
    public static NetworkReading? ReadDeclaration(INamedTypeSymbol network, Problem problem, CancellationToken cancellation)
    {
        if (Marker(network) is not { } marker || PartWith(marker, cancellation) is not { } part) return null;
        var spans = new SpanRecorder();
        spans.Add(part.Identifier);
        var declaration = new DeclarationReader(network, part, NetworkEvaluation.NameOfClass.Index, static (_, _, _) => false, cancellation);
        var spec = new NetworkSpec
        {
            Identity = declaration.Identity(),
            CanBeExtended = declaration.Check(),
            ImplementsInterfaces = declaration.ImplementsInterfaces,
            Problems = [new LocatedProblem(problem, NetworkEvaluation.NameOfClass, [])],
        };
        return new NetworkReading(spec, new SpanTable([spans.ToTable()]));
    }

    private static AttributeData? Marker(INamedTypeSymbol network) =>
        network.GetAttributes().FirstOrDefault(attribute => KilnNames.IsNetworkAttribute(attribute.AttributeClass));

    private static TypeDeclarationSyntax? PartWith(AttributeData marker, CancellationToken cancellation) =>
        marker.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private NetworkReading Read()
    {
        int name = _spans.Add(part.Identifier);
        var declaration = new DeclarationReader(network, part, name, Report, cancellation);
        bool canBeExtended = declaration.Check();

        var collector = new BodyCollector(compilation, cancellation);
        var attributes = new AttributeReader(compilation, _spans, collector.Reached, cancellation);
        var inputs = new InputReader(attributes, _spans, Report);
        var stack = new StackReader(network, attributes, _spans, inputs, Report, cancellation);
        stack.Read();
        var methods = new GraphMethodReader(network, compilation, _spans, collector.Reached, inputs, Report, cancellation);
        LoweredMethod? build = methods.Read(GraphMethodRole.Build), loss = methods.Read(GraphMethodRole.Loss);
        LoweredMethod[] lowered = [.. new[] { build, loss }.OfType<LoweredMethod>(), .. methods.ReadEntries()];
        EquatableArray<string> partialMethods = [.. new PartialMethodReader(network, _spans, Report, cancellation).Read()];
        if (!stack.MetInput && build is not { Spec.Parameters.Count: > 0 }) Report(DeclarationProblems.NoInput, build?.Spec.Origin ?? name, network.Name);
        if (build is null && stack.Layers.Count == 0) Report(DeclarationProblems.NoLayers, name, network.Name);

        var quantize = new QuantizeReader(network, attributes, _spans, Report, cancellation);
        QuantizationSettings? quantization = quantize.Read();
        NetworkBudget? budget = quantize.ReadBudget();
        if (quantization is null) new FloatMarkReader(network, compilation, _spans, Report, cancellation).Check();

        CollectedBodies bodies = collector.Collect();
        var spec = new NetworkSpec
        {
            Identity = declaration.Identity(),
            CanBeExtended = canBeExtended,
            ImplementsInterfaces = declaration.ImplementsInterfaces,
            Inputs = stack.Inputs.ToEquatableArray(),
            Stack = stack.Layers.ToEquatableArray(),
            GraphMethods = lowered.Select((method, index) => method.Spec with { Table = 1 + bodies.Spans.Count + index }).ToEquatableArray(),
            PartialMethods = partialMethods,
            Members = new DeclaredMemberReader(network, _spans, cancellation).Read(name).ToEquatableArray(),
            Blocks = bodies.Blocks,
            Methods = bodies.Methods,
            IsFrozen = KilnNames.IsFrozen(network),
            Quantization = quantization,
            Budget = budget,
            IsTrainable = marker.NamedArguments.Any(argument => argument.Key == "Trainable" && Constants.ScalarOf(argument.Value) is true),
            Problems = _problems.ToEquatableArray(),
        };
        return new NetworkReading(spec, new SpanTable([_spans.ToTable(), .. bodies.Spans, .. lowered.Select(method => method.Spans)]));
    }

    private bool Report(ProblemKind kind, int origin, params object[] arguments)
    {
        _problems.Add(new LocatedProblem(new Problem(kind, arguments), new Origin(0, origin), []));
        return false;
    }
}

/// <summary>What was read of one network: the model, and separately the places that its origins point to.</summary>
internal sealed record NetworkReading(NetworkSpec Spec, SpanTable Spans);
