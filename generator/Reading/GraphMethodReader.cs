using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Evaluation.Surface;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>A graph method, and the places of its body.</summary>
internal sealed record LoweredMethod(GraphMethodSpec Spec, EquatableArray<SourceSpan> Spans);

/// <summary>Reads <c>Build</c>, <c>Loss</c> and the methods with <c>[Entry]</c>: signatures, which say what the network takes and gives, and bodies.</summary>
internal sealed class GraphMethodReader(
    INamedTypeSymbol network, Compilation compilation, SpanRecorder spans, ReachedSymbols reached, InputReader inputs, InputReader.Reporter report,
    CancellationToken cancellation)
{
    /// <summary>Names that generated members need for themselves.</summary>
    private static readonly string[] GeneratedNames = ["kiln"];

    /// <summary>The method of that role, or null if the class has none.</summary>
    public LoweredMethod? Read(GraphMethodRole role)
    {
        string name = role.ToString();
        IMethodSymbol[] methods = [.. network.GetMembers(name).OfType<IMethodSymbol>().Where(IsGraphMethod)];
        foreach (IMethodSymbol second in methods.Skip(1)) report(DeclarationProblems.OverloadedMethod, NameOf(second), network.Name, name);
        return methods.Length == 0 ? null : Read(role, methods[0]);
    }

    /// <summary>The methods with <c>[Entry]</c>, whose calls share their parameters with all others.</summary>
    public IReadOnlyList<LoweredMethod> ReadEntries()
    {
        var entries = new List<LoweredMethod>();
        HashSet<string> names = [];
        foreach (IMethodSymbol method in network.GetMembers().OfType<IMethodSymbol>().Where(IsEntry))
        {
            if (method.Name is "Build" or "Loss" || NetworkMembers.IsName(method.Name)) report(DeclarationProblems.EntryName, NameOf(method), method.Name);
            else if (!names.Add(method.Name)) report(DeclarationProblems.OverloadedMethod, NameOf(method), network.Name, "entry " + method.Name);
            else
            {
                LoweredMethod entry = Read(GraphMethodRole.Entry, method);
                entries.Add(entry with { Spec = entry.Spec with { IsFloat = IsFloat(method) } });
            }
        }

        return entries;
    }

    /// <summary>Whether an entry is declared with <c>Quantize = false</c>.</summary>
    private static bool IsFloat(IMethodSymbol entry) =>
        entry.GetAttributes().First(attribute => KilnNames.IsEntryAttribute(attribute.AttributeClass)).NamedArguments
            .Any(argument => argument.Key == "Quantize" && Constants.ScalarOf(argument.Value) is false);

    private LoweredMethod Read(GraphMethodRole role, IMethodSymbol method)
    {
        int origin = NameOf(method);
        bool isSound = CheckSignature(method, origin);
        EquatableArray<GraphParameter> parameters = [.. method.Parameters.Select(parameter => ReadParameter(role, parameter))];
        EquatableArray<string> names = [.. parameters.Select(parameter => parameter.Name)];
        var spec = new GraphMethodSpec(role, method.Name, parameters, [.. NamesOf(method.ReturnType)], Body.Of(names, new InvalidExpression(0)), 0, origin);
        SyntaxReference? source = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault();

        // A mistake has been reported, and then the body fails silently.
        if (!isSound || source is null) return new LoweredMethod(spec with { IsSound = false }, [spans[origin]]);
        if (role == GraphMethodRole.Entry || MemberLowering.IsStack(method))
            return new LoweredMethod(spec with { Body = CallOf(method, names), IsCall = true }, [spans[origin]]);

        var lowering = new BodyLowering(SemanticModels.Of(compilation, source.SyntaxTree), compilation, cancellation);
        Body body = lowering.LowerMethod(method.PartialImplementationPart ?? method, source.GetSyntax(cancellation));
        foreach (ISymbol symbol in lowering.Reaches) reached.Add(symbol);
        return new LoweredMethod(spec with { Body = body }, lowering.Spans);
    }

    /// <summary>The body of a method that the network may call too: a call of itself, at the place of its name.</summary>
    private Body CallOf(IMethodSymbol method, EquatableArray<string> names) => Body.Of(
        names, new CallExpression(reached.Add(method), null, names.Select<Expression>((_, slot) => new VariableExpression(slot, 0)), null, 0));

    /// <summary>One message, because one change often fixes several mistakes; none if C#, or the rule about other types called Node, has one.</summary>
    private bool CheckSignature(IMethodSymbol method, int origin)
    {
        if (method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).Any(IsUnknown)
            || method.Parameters.Any(parameter => parameter.Name.Length == 0)) return false;
        if (!method.IsStatic) return report(DeclarationProblems.NotStatic, origin, method.Name);
        if (method.IsGenericMethod) return report(DeclarationProblems.GenericMethod, origin, method.Name);
        if (NodesOf(method.ReturnType).Any(type => !KilnNames.IsNode(type)))
            return report(DeclarationProblems.WrongReturnType, origin, method.Name, method.ReturnType.ToDisplayString());
        return method.Parameters.FirstOrDefault(parameter => !KilnNames.IsNode(parameter.Type) || parameter.RefKind != RefKind.None) is not { } wrong
            || report(
                DeclarationProblems.WrongParameterType, PlaceOf(wrong), wrong.Name, method.Name,
                wrong.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
    }

    private GraphParameter ReadParameter(GraphMethodRole role, IParameterSymbol parameter)
    {
        int origin = PlaceOf(parameter);
        string name = parameter.Name.Length > 0 ? parameter.Name : FormattableString.Invariant($"unnamed{parameter.Ordinal}");
        AttributeData[] attributes = [.. parameter.GetAttributes().Where(given => KilnNames.IsInputAttribute(given.AttributeClass))];
        AttributeData? attribute = attributes.FirstOrDefault();
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            // An input on the class has its own message, which says that it belongs here.
            bool isSaid = role == GraphMethodRole.Build && KilnNames.Has(network, KilnNames.IsInputAttribute);
            if (role != GraphMethodRole.Loss && !isSaid && KilnNames.IsNode(parameter.Type))
                report(DeclarationProblems.ParameterWithoutInput, origin, parameter.Name, parameter.ContainingSymbol.Name);
            return new GraphParameter(name, false, null, origin);
        }

        // C# rejects two in the same class.
        AttributeData? other = attributes.FirstOrDefault(other => other.AttributeClass!.Arity != attribute.AttributeClass!.Arity);
        if (other?.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } second)
            report(DeclarationProblems.TwoInputs, spans.Add(second), name, "a parameter");
        InputSpec? input = inputs.Read(attribute, syntax, GeneratedNames);
        if (input is { Name: null } && GeneratedNames.Contains(parameter.Name)) inputs.ReportName(parameter.Name, origin, GeneratedNames);
        return new GraphParameter(name, true, input, origin);
    }

    /// <summary>Whether a method is a graph method, whose signature has rules of its own.</summary>
    public static bool IsOfNetwork(IMethodSymbol method) => IsEntry(method) || (method.Name is "Build" or "Loss" && IsGraphMethod(method));

    private static bool IsEntry(IMethodSymbol method) => method.MethodKind == MethodKind.Ordinary && KilnNames.Has(method, KilnNames.IsEntryAttribute);

    /// <summary>A Build or Loss that uses nodes: Kiln ignores methods of that name that do not.</summary>
    private static bool IsGraphMethod(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary
        && (NodesOf(method.ReturnType).Any(IsAnyNode)
            || method.Parameters.Any(parameter => IsAnyNode(parameter.Type) || KilnNames.Has(parameter, KilnNames.IsInputAttribute)));

    /// <summary>The types that a method returns: the items of a tuple, or the one type.</summary>
    private static IEnumerable<ITypeSymbol> NodesOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Select(element => element.Type) : [type];

    private static IEnumerable<string?> NamesOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsTupleType: true } tuple
            ? tuple.TupleElements.Select(element => element.IsExplicitlyNamedTupleElement ? element.Name : null)
            : [null];

    private static bool IsAnyNode(ITypeSymbol type) => type.Name == "Node";

    private static bool IsUnknown(ITypeSymbol type) =>
        NodesOf(type).Any(item => item.TypeKind == TypeKind.Error || (IsAnyNode(item) && !KilnNames.IsNode(item)));

    private int NameOf(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is MethodDeclarationSyntax syntax ? spans.Add(syntax.Identifier) : 0;

    private int PlaceOf(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is ParameterSyntax syntax ? spans.Add(syntax.Identifier) : 0;
}
