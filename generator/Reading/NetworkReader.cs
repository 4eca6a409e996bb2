using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads a class with <c>[Network]</c>: its declaration, its stack or its graph methods, and the blocks they reach.</summary>
internal sealed class NetworkReader
{
    private readonly INamedTypeSymbol _network;
    private readonly AttributeData _marker;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly SpanRecorder _spans = new();
    private readonly List<LocatedProblem> _problems = [];
    private readonly BodyCollector _bodies;
    private readonly AttributeReader _attributes;
    private readonly TypeDeclarationSyntax _declaration;

    private NetworkReader(INamedTypeSymbol network, AttributeData marker, AttributeSyntax syntax, Compilation compilation, CancellationToken cancellation)
    {
        _network = network;
        _marker = marker;
        _compilation = compilation;
        _cancellation = cancellation;
        _bodies = new BodyCollector(compilation, cancellation);
        _attributes = new AttributeReader(compilation, _spans, _bodies.Reached, cancellation);
        _declaration = syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
    }

    /// <summary>Whether a part of a network carries the first of its <c>[Network]</c>, of which there should be one.</summary>
    public static bool IsFirst(INamedTypeSymbol network, SyntaxNode part) =>
        Marker(network)?.ApplicationSyntaxReference is { } syntax && part.SyntaxTree == syntax.SyntaxTree && part.Span.Contains(syntax.Span);

    /// <summary>Reads a network, or gives null if the class carries no <c>[Network]</c> in source.</summary>
    public static NetworkReading? Read(INamedTypeSymbol network, Compilation compilation, CancellationToken cancellation)
    {
        AttributeData? marker = Marker(network);
        return marker?.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax syntax
            ? new NetworkReader(network, marker, syntax, compilation, cancellation).Read()
            : null;
    }

    /// <summary>A network of which only the class is read, for the reason that <paramref name="problem"/> gives.</summary>
    public static NetworkReading? ReadDeclaration(INamedTypeSymbol network, Problem problem, CancellationToken cancellation)
    {
        if (Marker(network)?.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } part) return null;
        var spans = new SpanRecorder();
        spans.Add(part.Identifier);
        var declaration = new DeclarationReader(network, part, static (_, _) => { }, cancellation);
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

    private NetworkReading Read()
    {
        int name = _spans.Add(_declaration.Identifier);
        var declaration = new DeclarationReader(_network, _declaration, (kind, arguments) => Report(kind, name, arguments), _cancellation);
        bool canBeExtended = declaration.Check();

        var inputs = new InputReader(_attributes, _spans, Report);
        var stack = new StackReader(_network, _attributes, _spans, inputs, Report, _cancellation);
        stack.Read();
        var methods = new GraphMethodReader(_network, _compilation, _spans, _bodies.Reached, inputs, Report, _cancellation);
        LoweredMethod? build = methods.Read(GraphMethodRole.Build), loss = methods.Read(GraphMethodRole.Loss);
        LoweredMethod[] lowered = [.. new[] { build, loss }.OfType<LoweredMethod>(), .. methods.ReadEntries()];
        string[] partialMethods = [.. new PartialMethodReader(_network, _spans, Report, _cancellation).Read()];
        bool hasInput = build is null ? stack.MetInput : build.Spec.Parameters.Count > 0 || stack.MetInput;
        if (!hasInput) Report(DeclarationProblems.NoInput, build?.Spec.Origin ?? name, _network.Name);
        if (build is null && stack.Layers.Count == 0) Report(DeclarationProblems.NoLayers, name, _network.Name);

        CollectedBodies bodies = _bodies.Collect();
        var spec = new NetworkSpec
        {
            Identity = declaration.Identity(),
            CanBeExtended = canBeExtended,
            ImplementsInterfaces = declaration.ImplementsInterfaces,
            Inputs = stack.Inputs.ToEquatableArray(),
            Stack = stack.Layers.ToEquatableArray(),
            GraphMethods = lowered.Select((method, index) => method.Spec with { Table = 1 + bodies.Spans.Count + index }).ToEquatableArray(),
            PartialMethods = partialMethods.ToEquatableArray(),
            Members = new DeclaredMemberReader(_network, _spans, _cancellation).Read(name).ToEquatableArray(),
            Blocks = bodies.Blocks,
            Methods = bodies.Methods,
            IsFrozen = KilnNames.IsFrozen(_network),
            IsTrainable = _marker.NamedArguments.Any(argument => argument.Key == "Trainable" && Constants.ScalarOf(argument.Value) is true),
            Problems = _problems.ToEquatableArray(),
        };
        return new NetworkReading(spec, new SpanTable([_spans.ToTable(), .. bodies.Spans, .. lowered.Select(method => method.Spans)]));
    }

    private void Report(ProblemKind kind, int origin, params object[] arguments) =>
        _problems.Add(new LocatedProblem(new Problem(kind, arguments), new Origin(0, origin), []));
}

/// <summary>What was read of one network: the model, and separately the places that its origins point to.</summary>
internal sealed record NetworkReading(NetworkSpec Spec, SpanTable Spans);
