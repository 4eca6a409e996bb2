using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>The Build of a block.</summary>
internal static class BlockLowering
{
    public static LoweredBody Lower(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        IMethodSymbol? build = type.GetMembers("Build").OfType<IMethodSymbol>().FirstOrDefault(IsBuild);
        SyntaxReference? source = build?.DeclaringSyntaxReferences.FirstOrDefault();
        if (build is null || source is null) return WithoutBuild(type);
        var lowering = new BodyLowering(SemanticModels.Of(compilation, source.SyntaxTree), compilation, cancellation);
        Body body = lowering.LowerMethod(build, source.GetSyntax(cancellation));
        return new LoweredBody(new BlockSpec(SymbolKeys.Of(type), KilnNames.Short(type), body), null, lowering.Spans, lowering.Reaches);
    }

    /// <summary>
    /// A block that inherits Build has no body of its own. Otherwise C# demands a Build and has reported its absence: then the body fails silently.
    /// </summary>
    private static LoweredBody WithoutBuild(INamedTypeSymbol type)
    {
        bool inherits = type.BaseType is { } ancestor && ancestor.GetMembers("Build").OfType<IMethodSymbol>().Any(IsBuild);
        Body silent = Body.Of(["x"], new InvalidExpression(0));
        return new LoweredBody(new BlockSpec(SymbolKeys.Of(type), KilnNames.Short(type), inherits ? null : silent), null, [], []);
    }

    private static bool IsBuild(IMethodSymbol method) =>
        method is { IsOverride: true, Parameters.Length: 1 } && KilnNames.IsNode(method.ReturnType) && KilnNames.IsNode(method.Parameters[0].Type);
}
