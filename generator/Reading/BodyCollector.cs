using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Generator.Evaluation.Language.Serialization;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Gathers every block and member that a network reaches. Each is lowered once for a compilation, however many networks use it.</summary>
internal sealed class BodyCollector(Compilation compilation, CancellationToken cancellation)
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, LoweredBody>> Lowered = new();

    private readonly ConcurrentDictionary<ISymbol, LoweredBody> _cache = Lowered.GetValue(compilation, _ => new(SymbolEqualityComparer.Default));
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<LoweredBody> _bodies = [];

    /// <summary>Readers add here what they meet.</summary>
    public ReachedSymbols Reached { get; } = new();

    /// <summary>All bodies with their span tables, in the order in which they were met: blocks, then members.</summary>
    public CollectedBodies Collect()
    {
        for (int i = 0; i < Reached.Symbols.Count; i++) Add(Reached.Symbols[i]);
        for (int i = 0; i < _bodies.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            LoweredBody body = _bodies[i];
            foreach (ISymbol reached in body.Reaches) Add(reached);
            foreach (BodyKey reached in body.LibraryReaches) Add(reached.Key, () => body.Library!.Read(reached));
        }

        return new CollectedBodies(
            [.. _bodies.Select(body => body.Block).OfType<BlockSpec>()], [.. _bodies.Select(body => body.Method).OfType<MethodSpec>()],
            [.. _bodies.OrderBy(body => body.Block is null).Select(body => body.Spans)]);
    }

    private void Add(ISymbol symbol)
    {
        string key = SymbolKeys.Of(symbol);
        bool isHere = SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);
        LoweredBody InLibrary() => LibraryBodies.Of(symbol.ContainingAssembly).Read(new BodyKey(key, symbol is INamedTypeSymbol));
        Add(key, () => isHere ? _cache.GetOrAdd(symbol, Lower) : InLibrary());
    }

    private void Add(string key, Func<LoweredBody> find)
    {
        if (_known.Add(key)) _bodies.Add(find());
    }

    private LoweredBody Lower(ISymbol symbol) => new MemberLowering(compilation, cancellation).Lower(symbol);
}

/// <summary>The bodies that a network reaches, and the places of each.</summary>
internal sealed record CollectedBodies(EquatableArray<BlockSpec> Blocks, EquatableArray<MethodSpec> Methods, EquatableArray<EquatableArray<SourceSpan>> Spans);

/// <summary>A block or a member, the places of its body, and what the body refers to; lives no longer than its compilation.</summary>
internal sealed record LoweredBody(BlockSpec? Block, MethodSpec? Method, EquatableArray<SourceSpan> Spans, IReadOnlyList<ISymbol> Reaches)
{
    /// <summary>The origin of a body that comes as text, and what it refers to there.</summary>
    public LibraryBodies? Library { get; init; }

    public IReadOnlyCollection<BodyKey> LibraryReaches { get; init; } = [];
}
