namespace Kiln.Generator.Steps;

/// <summary>Some results of sums that a worker computes, and of which chunk of the rows; null where they have no partial sums.</summary>
internal readonly record struct SumItem(Expression First, Expression End, Expression? Chunk);

/// <summary>
/// Rows that an item sums over: of <paramref name="Samples"/> samples from <paramref name="Sample"/> on each the <paramref name="Rows"/> rows from
/// <paramref name="Row"/> on. <paramref name="Adds"/> says whether what is there is added to.
/// </summary>
internal readonly record struct SumRows(Expression Sample, Expression Samples, Expression Row, Expression Rows, Argument Adds)
{
    /// <summary>The present part of a chunk.</summary>
    public static SumRows OfLoop { get; } = new(
        Expression.Named("rows.Sample"), Expression.Named("rows.Samples"), Expression.Named("rows.Row"), Expression.Named("rows.Rows"),
        new Argument.Named("rows.Adds"));

    /// <summary>Where the rows begin in memory with these distances from sample to sample and from row to row.</summary>
    public Expression Offset(long sample, long row) => (sample * Sample) + (row * Row);
}
