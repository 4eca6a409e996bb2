using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads the user's members whose names Kiln may generate too; others are left out, so that an edit of them changes nothing about the network.</summary>
internal sealed class DeclaredMemberReader(INamedTypeSymbol network, SpanRecorder spans, CancellationToken cancellation)
{
    private const string SizeSuffix = "Size";

    public IEnumerable<DeclaredMember> Read(int nameOfClass)
    {
        string[] entries = [.. network.GetMembers().OfType<IMethodSymbol>().Where(IsEntry).Select(method => method.Name)];
        bool MayBeGenerated(string name) => NetworkMembers.IsName(name) || name.EndsWith(SizeSuffix, StringComparison.Ordinal) || entries.Contains(name);

        if (MayBeGenerated(network.Name)) yield return new DeclaredMember(new ClassMember(network.Name, null), true, nameOfClass);
        foreach (ISymbol member in network.GetMembers())
        {
            if (member.IsImplicitlyDeclared || !MayBeGenerated(member.Name)) continue;
            if (member is IMethodSymbol { MethodKind: not (MethodKind.Ordinary or MethodKind.Constructor) }) continue;
            if (member.Locations.FirstOrDefault(location => location.IsInSource && !GeneratedMembers.IsIn(location.SourceTree!)) is not { } place) continue;
            bool isRefused = member is IMethodSymbol entry && IsEntry(entry) && NetworkMembers.IsName(entry.Name);
            var declared = new ClassMember(member.Name, member is IMethodSymbol method ? Parameters(method) : null);
            yield return new DeclaredMember(declared, false, isRefused ? null : spans.Add(place.SourceTree!, place.SourceSpan));
        }
    }

    private static bool IsEntry(IMethodSymbol method) => method.GetAttributes().Any(attribute => KilnNames.IsEntryAttribute(attribute.AttributeClass));

    private string? Parameters(IMethodSymbol method)
    {
        bool isPrimary = method.MethodKind == MethodKind.Constructor && method.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation) is TypeDeclarationSyntax);
        return isPrimary ? null : (method.Arity > 0 ? "<>" : "") + string.Join(", ", method.Parameters.Select(TypeOf));
    }

    private string TypeOf(IParameterSymbol parameter)
    {
        if (SymbolEqualityComparer.Default.Equals(parameter.Type, network)) return ClassMember.Self;
        return (parameter.RefKind == RefKind.None ? "" : "ref ") + parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }
}
