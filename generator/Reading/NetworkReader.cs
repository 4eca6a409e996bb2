using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads a class with <c>[Network]</c>: its declaration, its inputs, its stack of layers in source order, and the blocks they reach.</summary>
internal sealed class NetworkReader
{
    private readonly INamedTypeSymbol _network;
    private readonly CancellationToken _cancellation;
    private readonly SpanRecorder _spans = new();
    private readonly List<LocatedProblem> _problems = [];
    private readonly BodyCollector _bodies;
    private readonly AttributeReader _attributes;
    private readonly TypeDeclarationSyntax _declaration;

    private NetworkReader(INamedTypeSymbol network, AttributeSyntax marker, Compilation compilation, CancellationToken cancellation)
    {
        _network = network;
        _cancellation = cancellation;
        _bodies = new BodyCollector(compilation, cancellation);
        _attributes = new AttributeReader(compilation, _spans, _bodies.Reached, cancellation);
        _declaration = marker.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
    }

    /// <summary>Reads a network, or gives null where the class carries no <c>[Network]</c> in source.</summary>
    public static NetworkReading? Read(INamedTypeSymbol network, Compilation compilation, CancellationToken cancellation)
    {
        AttributeData? marker = network.GetAttributes().FirstOrDefault(attribute => KilnNames.IsNetworkAttribute(attribute.AttributeClass));
        return marker?.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax syntax
            ? new NetworkReader(network, syntax, compilation, cancellation).Read()
            : null;
    }

    private NetworkReading Read()
    {
        int name = _spans.Add(_declaration.Identifier);
        var declaration = new DeclarationReader(_network, _declaration, (kind, arguments) => Report(kind, name, arguments), _cancellation);
        bool canBeExtended = declaration.Check();

        var inputs = new List<InputSpec>();
        var stack = new List<Expression>();
        SyntaxNode? part = null;
        bool divided = false;
        var inputReader = new InputReader(_attributes, _spans, Report);
        foreach (AttributeData attribute in _network.GetAttributes())
        {
            _cancellation.ThrowIfCancellationRequested();
            if (attribute.ApplicationSyntaxReference?.GetSyntax(_cancellation) is not AttributeSyntax syntax) continue;
            if (KilnNames.IsInputAttribute(attribute.AttributeClass))
            {
                if (inputReader.Read(attribute, syntax) is { } input) inputs.Add(input);
                continue;
            }

            if (!KilnNames.IsLayer(attribute.AttributeClass)) continue;
            TypeDeclarationSyntax owner = syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
            part ??= owner;
            if (owner != part && !divided)
            {
                Report(DeclarationProblems.LayersOnTwoParts, _spans.Add(syntax), _network.Name);
                divided = true;
            }

            if (owner == part) stack.Add(_attributes.ReadLayer(attribute, syntax));
        }

        if (!inputReader.MetInput) Report(DeclarationProblems.NoInput, name, _network.Name);
        if (stack.Count == 0) Report(DeclarationProblems.NoLayers, name, _network.Name);

        CollectedBodies bodies = _bodies.Collect();
        var spec = new NetworkSpec
        {
            Identity = declaration.Identity(),
            CanBeExtended = canBeExtended,
            Inputs = inputs.ToEquatableArray(),
            Stack = stack.ToEquatableArray(),
            Blocks = bodies.Blocks,
            Methods = bodies.Methods,
            Problems = _problems.ToEquatableArray(),
        };
        return new NetworkReading(spec, new SpanTable([_spans.ToTable(), .. bodies.Spans]));
    }

    private void Report(ProblemKind kind, int origin, params object[] arguments) =>
        _problems.Add(new LocatedProblem(new Problem(kind, arguments), new Origin(0, origin), []));
}
