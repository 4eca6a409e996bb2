using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>
/// Long sums with few results are computed in chunks: each adds its share of the rows into partial sums of its own, and when all are done, these are added in
/// order. The number of <paramref name="Chunks"/> follows from shapes alone, so that each sum has one order. <paramref name="Sizes"/> are the floats of the
/// vectors of sums that each chunk has.
/// </summary>
internal sealed record PartialSums(int Chunks, EquatableArray<long> Sizes)
{
    /// <summary>Items that are enough for several threads.</summary>
    public const int EnoughItems = 8;

    /// <summary>The samples of a large batch: with as many, a chunk is worth a thread.</summary>
    public const int LargeBatch = 1024;

    /// <summary>Most floats of all partial sums of a step, unless it is a product with sums as large as its operands.</summary>
    public const long MostFloats = 1 << 14;

    public static PartialSums None { get; } = new(1, []);

    /// <summary>Floats of one chunk.</summary>
    public long Floats => Sizes.Sum(Geometry.Align);

    /// <summary>Floats of all chunks; none where the sums have no parts.</summary>
    public long AllFloats => Chunks > 1 ? Chunks * Floats : 0;

    /// <summary>Where a vector of sums begins in its chunk.</summary>
    public long OffsetOf(int vector) => Sizes.Take(vector).Sum(Geometry.Align);

    /// <summary>The partial sums of a step over the whole batch with so many items, whose work for one sample takes so many multiply-adds.</summary>
    public static PartialSums OverBatch(long items, long cost, params IEnumerable<long> sizes) =>
        Of(items, cost, CompileOptions.WorthSharing / LargeBatch, sizes);

    /// <summary>The same for a step of one sample: all its chunks together are worth another thread.</summary>
    public static PartialSums OfSample(long items, long cost, params IEnumerable<long> sizes) =>
        Of(items, cost, CompileOptions.WorthSharing / EnoughItems, sizes);

    /// <summary>
    /// The same for a product whose sums are as large as its operands: memory for more of these is little beside the work. A chunk takes at least
    /// <paramref name="least"/> multiply-adds.
    /// </summary>
    public static PartialSums OfProduct(long items, long cost, long least, params IEnumerable<long> sizes) =>
        Of(items, cost, Math.Max(least, CompileOptions.WorthSharing / EnoughItems), sizes, long.MaxValue);

    private static PartialSums Of(long items, long cost, long least, IEnumerable<long> sizes, long most = MostFloats)
    {
        PartialSums sums = new(1, sizes.ToEquatableArray()), more = sums;
        while (items * more.Chunks < EnoughItems)
        {
            more = more with { Chunks = 2 * more.Chunks };
            if (cost / (items * more.Chunks) < least || more.AllFloats > most) break;
            sums = more;
        }

        return sums;
    }
}
