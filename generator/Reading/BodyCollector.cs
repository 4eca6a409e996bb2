using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Gathers every block and member that a network reaches. Each is lowered once for a compilation, however many networks use it.</summary>
internal sealed class BodyCollector(Compilation compilation, CancellationToken cancellation)
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, LoweredBody>> Lowered = new();

    /// <summary>Where readers add what they meet.</summary>
    public ReachedSymbols Reached { get; } = new();

    /// <summary>All bodies with their span tables, in the order in which they were met: blocks, then members.</summary>
    public CollectedBodies Collect()
    {
        ConcurrentDictionary<ISymbol, LoweredBody> cache = Lowered.GetValue(compilation, _ => new(SymbolEqualityComparer.Default));
        var bodies = new List<LoweredBody>();
        for (int i = 0; i < Reached.Symbols.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ISymbol symbol = Reached.Symbols[i];
            if (!cache.TryGetValue(symbol, out LoweredBody? body)) cache[symbol] = body = Lower(symbol);
            foreach (ISymbol reached in body.Reaches) Reached.Add(reached);
            bodies.Add(body);
        }

        LoweredBody[] blocks = [.. bodies.Where(body => body.Block is not null)], methods = [.. bodies.Where(body => body.Method is not null)];
        return new CollectedBodies(
            blocks.Select(body => body.Block!).ToEquatableArray(),
            methods.Select(body => body.Method!).ToEquatableArray(),
            blocks.Concat(methods).Select(body => body.Spans).ToEquatableArray());
    }

    private LoweredBody Lower(ISymbol symbol) => symbol is INamedTypeSymbol block
        ? BlockLowering.Lower(block, compilation, cancellation)
        : MemberLowering.Lower(symbol, compilation, cancellation);
}

/// <summary>The bodies that a network reaches, and the places of each.</summary>
internal sealed record CollectedBodies(EquatableArray<BlockSpec> Blocks, EquatableArray<MethodSpec> Methods, EquatableArray<EquatableArray<SourceSpan>> Spans);

/// <summary>A block or a member, the places of its body, and what the body speaks of; lives no longer than its compilation.</summary>
internal sealed record LoweredBody(BlockSpec? Block, MethodSpec? Method, EquatableArray<SourceSpan> Spans, IReadOnlyList<ISymbol> Reaches);
