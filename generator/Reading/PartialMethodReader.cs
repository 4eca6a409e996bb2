using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads the partial methods of a network that are stacks of layers: C# wants a body for them, which the generated part of the class has.</summary>
internal sealed class PartialMethodReader(INamedTypeSymbol network, SpanRecorder spans, InputReader.Reporter report, CancellationToken cancellation)
{
    private static readonly SymbolDisplayFormat Types = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The header of each, such as <c>private static partial global::Kiln.Node Embed(global::Kiln.Node @x)</c>.</summary>
    public IEnumerable<string> Read()
    {
        foreach (IMethodSymbol method in network.GetMembers().OfType<IMethodSymbol>().Where(MemberLowering.IsStack))
        {
            if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not MethodDeclarationSyntax syntax) continue;
            if (!IsStackOfOneNode(method)) report(DeclarationProblems.PartialStack, spans.Add(syntax.Identifier), method.Name);
            string parameters = string.Join(", ", method.Parameters.Select(parameter => $"{parameter.Type.ToDisplayString(Types)} @{parameter.Name}"));
            yield return $"{string.Join(" ", syntax.Modifiers.Select(modifier => modifier.Text))} {method.ReturnType.ToDisplayString(Types)} {syntax.Identifier.Text}({parameters})";
        }
    }

    /// <summary>What C# or another rule rejects is left to it.</summary>
    private static bool IsStackOfOneNode(IMethodSymbol method) =>
        method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).Any(type => type.TypeKind == TypeKind.Error)
        || (method is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 1 } && KilnNames.IsNode(method.ReturnType) && KilnNames.IsNode(method.Parameters[0].Type));
}
