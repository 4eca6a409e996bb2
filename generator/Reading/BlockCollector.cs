using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Gathers every block that a network reaches. Each block is lowered once for a compilation, however many networks use it.</summary>
internal sealed class BlockCollector(Compilation compilation, CancellationToken cancellation)
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<INamedTypeSymbol, LoweredBlock>> Lowered = new();
    private readonly HashSet<INamedTypeSymbol> _known = new(SymbolEqualityComparer.Default);
    private readonly List<INamedTypeSymbol> _types = [];

    /// <summary>Adds a block and gives the name under which expressions refer to it.</summary>
    public string Add(INamedTypeSymbol type)
    {
        if (_known.Add(type)) _types.Add(type);
        return LoweredBlock.Key(type);
    }

    /// <summary>All blocks with their span tables, in the order in which they were met.</summary>
    public IReadOnlyList<LoweredBlock> Collect()
    {
        ConcurrentDictionary<INamedTypeSymbol, LoweredBlock> cache = Lowered.GetValue(compilation, _ => new(SymbolEqualityComparer.Default));
        var blocks = new List<LoweredBlock>();
        for (int i = 0; i < _types.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            INamedTypeSymbol type = _types[i];
            if (!cache.TryGetValue(type, out LoweredBlock? block)) cache[type] = block = LoweredBlock.Of(type, compilation, cancellation);
            foreach (INamedTypeSymbol reached in block.Reaches) Add(reached);
            blocks.Add(block);
        }

        return blocks;
    }
}

/// <summary>A block, the places of its body, and the blocks it constructs; lives no longer than its compilation.</summary>
internal sealed record LoweredBlock(BlockSpec Spec, EquatableArray<SourceSpan> Spans, IReadOnlyList<INamedTypeSymbol> Reaches)
{
    public static string Key(INamedTypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static LoweredBlock Of(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        IMethodSymbol? build = type.GetMembers("Build").OfType<IMethodSymbol>().FirstOrDefault(IsBuild);
        SyntaxReference? source = build?.DeclaringSyntaxReferences.FirstOrDefault();
        if (build is null || source is null) return WithoutBuild(type, compilation);
        var lowering = new BodyLowering(build, SemanticModels.Of(compilation, source.SyntaxTree), compilation, cancellation);
        return new LoweredBlock(new BlockSpec(Key(type), KilnNames.Short(type), lowering.Lower(source.GetSyntax(cancellation))), lowering.Spans, lowering.Blocks);
    }

    /// <summary>
    /// A block of another assembly, or one that inherits Build, has no body here. Elsewhere C# demands a Build and has spoken already: then the body is one that fails in silence.
    /// </summary>
    private static LoweredBlock WithoutBuild(INamedTypeSymbol type, Compilation compilation)
    {
        bool isElsewhere = !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
        bool inherits = type.BaseType is { } ancestor && ancestor.GetMembers("Build").OfType<IMethodSymbol>().Any(IsBuild);
        var silent = new Body(["x"], 1, [new ReturnStatement(new InvalidExpression(0))]);
        return new LoweredBlock(new BlockSpec(Key(type), KilnNames.Short(type), isElsewhere || inherits ? null : silent), [], []);
    }

    private static bool IsBuild(IMethodSymbol method) => method is { IsOverride: true, Parameters.Length: 1 } && KilnNames.IsNode(method.ReturnType) && KilnNames.IsNode(method.Parameters[0].Type);
}
