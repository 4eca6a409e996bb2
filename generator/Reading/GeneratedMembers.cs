using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Finds arguments that refer to members which Kiln generates: a mistake, be they errors (to the generator) or constants (to the analyzer).</summary>
internal static class GeneratedMembers
{
    // Constants that refer to constants: deep enough for any real chain, and an end to circular ones.
    private const int MostConstants = 8;

    /// <summary>The member as the user wrote it, e.g. <c>LeNet5.InputSize</c>, or null.</summary>
    public static string? In(ExpressionSyntax expression, Compilation compilation, CancellationToken cancellation, int depth = MostConstants)
    {
        if (expression is LiteralExpressionSyntax) return null;
        SemanticModel? model = null;
        foreach (SimpleNameSyntax name in expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            model ??= SemanticModels.Of(compilation, expression.SyntaxTree);
            ISymbol? symbol = model.GetSymbolInfo(name, cancellation).Symbol;
            if (symbol is IFieldSymbol { IsConst: true } constant)
            {
                if (IsGenerated(constant)) return name.Parent is MemberAccessExpressionSyntax whole ? whole.ToString() : name.ToString();
                if (depth > 0 && Initializer(constant, cancellation) is { } initializer && In(initializer, compilation, cancellation, depth - 1) is { } inner)
                    return inner;
            }
            else if (symbol is null && name.Parent is MemberAccessExpressionSyntax access && access.Name == name
                && model.GetSymbolInfo(access.Expression, cancellation).Symbol is INamedTypeSymbol type && KilnNames.IsNetwork(type))
                return access.ToString();
        }

        return null;
    }

    /// <summary>Whether a file is one that Kiln wrote: analyzers see those, and must read what the generator reads.</summary>
    public static bool IsIn(SyntaxTree tree) => tree.FilePath.Contains(typeof(NetworkGenerator).FullName);

    private static ExpressionSyntax? Initializer(IFieldSymbol constant, CancellationToken cancellation) =>
        (constant.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as VariableDeclaratorSyntax)?.Initializer?.Value;

    private static bool IsGenerated(IFieldSymbol field) =>
        field.ContainingType is { } type && KilnNames.IsNetwork(type) && field.DeclaringSyntaxReferences.Any(part => IsIn(part.SyntaxTree));
}
