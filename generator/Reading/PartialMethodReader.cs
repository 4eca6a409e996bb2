using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads the methods of a network that have layers on them: stacks, partial methods to which Kiln gives the body that C# wants.</summary>
internal sealed class PartialMethodReader(INamedTypeSymbol network, SpanRecorder spans, InputReader.Reporter report, CancellationToken cancellation)
{
    private static readonly SymbolDisplayFormat Header = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeParameters)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The header of each that needs a body, such as <c>private static partial global::Kiln.Node Embed(global::Kiln.Node x)</c>.</summary>
    public IEnumerable<string> Read()
    {
        foreach (IMethodSymbol method in network.GetMembers().OfType<IMethodSymbol>().Where(MemberLowering.HasLayers))
        {
            if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not MethodDeclarationSyntax syntax) continue;
            bool isStack = MemberLowering.IsStack(method);

            // C# rejects a partial method that is declared nowhere.
            if (!isStack && syntax.Modifiers.Any(SyntaxKind.PartialKeyword)) continue;
            if (!isStack || !IsStackOfOneNode(method)) report(DeclarationProblems.PartialStack, spans.Add(syntax.Identifier), method.Name);
            if (isStack && !MemberLowering.HasOwnBody(method) && !IsRejected(method))
                yield return $"{string.Join(" ", syntax.Modifiers.Select(modifier => modifier.Text))} {method.ToDisplayString(Header)}";
        }
    }

    /// <summary>A header that C# rejects is not repeated: names are missing or twice there, or types unknown.</summary>
    private static bool IsRejected(IMethodSymbol method)
    {
        string[] names = [.. method.Parameters.Select(parameter => parameter.Name), .. method.TypeParameters.Select(parameter => parameter.Name)];
        return names.Contains("") || names.Distinct().Count() < names.Length || HasUnknownTypes(method);
    }

    private static bool HasUnknownTypes(IMethodSymbol method) =>
        method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType)
            .Concat(method.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes)).Any(IsUnknown);

    private static bool IsUnknown(ITypeSymbol type) => type switch
    {
        IErrorTypeSymbol => true,
        IArrayTypeSymbol array => IsUnknown(array.ElementType),
        IPointerTypeSymbol pointer => IsUnknown(pointer.PointedAtType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsUnknown) || (named.ContainingType is { } outer && IsUnknown(outer)),
        _ => false,
    };

    /// <summary>Methods that C# or another rule rejects are left to them.</summary>
    private static bool IsStackOfOneNode(IMethodSymbol method) =>
        MemberLowering.IsStackOfOneNode(method)
        || method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).Any(type => type.TypeKind == TypeKind.Error)
        || (GraphMethodReader.IsOfNetwork(method)
            && (!method.IsStatic || method.IsGenericMethod || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None)));
}
