using Kiln.Generator.Evaluation.Surface;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads the user's members that may clash with generated ones; others are left out, so that their edits change nothing about the network.</summary>
internal sealed class DeclaredMemberReader(INamedTypeSymbol network, SpanRecorder spans, CancellationToken cancellation)
{
    private const string SizeSuffix = "Size";

    public IEnumerable<DeclaredMember> Read(int nameOfClass)
    {
        string[] entries = [.. network.GetMembers().OfType<IMethodSymbol>().Where(IsEntry).Select(method => method.Name)];
        bool MayBeGenerated(string name) => NetworkMembers.IsName(name) || name.EndsWith(SizeSuffix, StringComparison.Ordinal) || entries.Contains(name);

        if (MayBeGenerated(network.Name)) yield return new DeclaredMember(new ClassMember(network.Name, null), DeclaredKind.Class, nameOfClass);
        if (WantsArguments(network.BaseType!) && !network.InstanceConstructors.Any(IsPrimary))
            yield return new DeclaredMember(ClassMember.AnyConstructor, DeclaredKind.BaseClass, null);
        foreach (ISymbol member in network.GetMembers())
        {
            bool isRequired = member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };
            if (member.IsImplicitlyDeclared || !(isRequired || MayBeGenerated(member.Name))) continue;
            if (member is IMethodSymbol { MethodKind: not (MethodKind.Ordinary or MethodKind.Constructor) }) continue;
            if (member.Locations.FirstOrDefault(location => location.IsInSource && !GeneratedMembers.IsIn(location.SourceTree!)) is not { } place) continue;
            bool isRefused = member is IMethodSymbol entry && IsEntry(entry) && NetworkMembers.IsName(entry.Name);
            (ClassMember identity, DeclaredKind kind) = isRequired ? (ClassMember.AnyConstructor, DeclaredKind.RequiredMember) : Describe(member);
            yield return new DeclaredMember(identity, kind, isRefused ? null : spans.Add(place.SourceTree!, place.SourceSpan));
        }
    }

    private (ClassMember, DeclaredKind) Describe(ISymbol member)
    {
        if (member is not IMethodSymbol method) return (new ClassMember(member.Name, null), DeclaredKind.Other);
        if (IsPrimary(method)) return (ClassMember.AnyConstructor, DeclaredKind.PrimaryConstructor);
        var identity = new ClassMember(method.Name, (method.Arity > 0 ? "<>" : "") + string.Join(", ", method.Parameters.Select(TypeOf)));
        if (method.MethodKind == MethodKind.Ordinary) return (identity, DeclaredKind.Method);
        bool callsAnother = Syntax(method) is ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer };
        return (identity, callsAnother ? DeclaredKind.Constructor : DeclaredKind.SeparateConstructor);
    }

    private static bool IsEntry(IMethodSymbol method) => KilnNames.Has(method, KilnNames.IsEntryAttribute);

    private bool IsPrimary(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: false } && Syntax(method) is TypeDeclarationSyntax;

    private static bool WantsArguments(INamedTypeSymbol type) =>
        type is { SpecialType: not SpecialType.System_Object, TypeKind: TypeKind.Class }
        && !type.InstanceConstructors.Any(
            constructor => constructor.DeclaredAccessibility != Accessibility.Private
                && constructor.Parameters.All(parameter => parameter.IsOptional || parameter.IsParams));

    private SyntaxNode? Syntax(IMethodSymbol method) => method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);

    private string TypeOf(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.Type, network)
        ? ClassMember.Self
        : (parameter.RefKind == RefKind.None ? "" : "ref ") + parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
