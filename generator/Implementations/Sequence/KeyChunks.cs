using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An attention of few queries over so many keys that its few items are each worth another thread. It is cut into chunks of the keys, which leave numbers for
/// each other where partial sums lie, as those of <see cref="LongRows"/>.
/// </summary>
internal static class KeyChunks
{
    /// <summary>So many keys that joining what they give takes little.</summary>
    private const int KeysOfChunk = 64;

    /// <summary>
    /// The chunks of an attention that has so many <paramref name="items"/> otherwise; one if those are enough or not large. <paramref name="sizesOf"/> has the
    /// floats of a chunk's vectors for those of a row of its scores.
    /// </summary>
    public static PartialSums Of(AttentionSizes sizes, long items, long cost, Func<long, IEnumerable<long>> sizesOf)
    {
        if (items >= PartialSums.EnoughItems || cost / items < CompileOptions.WorthSharing) return PartialSums.None;
        PartialSums chunks = PartialSums.OfProduct(sizes.Heads, cost, KeysOfChunk * (cost / sizes.Keys / sizes.Heads));
        return chunks.Chunks == 1 ? PartialSums.None : chunks with { Sizes = sizesOf(Pitch(sizes, chunks)).ToEquatableArray() };
    }

    /// <summary>Floats of a row of the scores of a chunk, or of all keys.</summary>
    public static long Pitch(AttentionSizes sizes, PartialSums chunks) =>
        Geometry.Alignment * new Cut(new Cut(sizes.Keys, Geometry.Alignment).ItemCount, chunks.Chunks).ItemCount;

    /// <summary>Cuts a phase by heads and chunks of keys, and begins a loop over those of a worker. <paramref name="cost"/> is that of the phase.</summary>
    public static IDisposable Items(StepBuilder step, AttentionSizes sizes, long cost, out SumItem head, out LongRowPart keys) =>
        LongRows.Parts(step, cost / sizes.Heads / sizes.Keys, new LastDimension(sizes.Heads, sizes.Keys, 0), out head, out keys);

    /// <summary>Cuts a last phase, which joins what the chunks give to each query.</summary>
    public static (Expression First, Expression End) Queries(StepBuilder step, AttentionSizes sizes) => step.Items(
        "Query", sizes.Queries, Math.Max(1, StepBuilder.FloatsOfItem / sizes.Features), (long)step.PartialSums.Chunks * sizes.Features);
}
