using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// Rows of the last dimension that are each worth another thread. They are cut into chunks, which leave numbers for each other where partial sums lie, and are
/// finished by these in a second phase. Other rows keep the kernels that pass over them while they are in L1.
/// </summary>
internal static class LongRows
{
    /// <summary>The chunks, each with so many numbers for each row; none where rows are short. <paramref name="cost"/> is that of one element.</summary>
    public static PartialSums Chunks(LaidOutType x, long cost, int numbers) =>
        x.Shape.Leading == 0 ? PartialSums.None : Chunks(LastDimension.Of(x), cost, numbers);

    /// <summary>The same for rows that need not be those of the last dimension.</summary>
    public static PartialSums Chunks(LastDimension rows, long cost, int numbers)
    {
        long costOfRow = rows.Columns * cost;
        return costOfRow < CompileOptions.WorthSharing
            ? PartialSums.None : PartialSums.OfSample(rows.Rows, rows.Rows * costOfRow, Enumerable.Repeat(rows.Rows, numbers));
    }

    /// <summary>
    /// The first phase: a call for each chunk, with <paramref name="arguments"/> and the chunk's numbers, which it writes. The <paramref name="rows"/> are
    /// those of the output unless said otherwise.
    /// </summary>
    public static void Begin(
        StepBuilder step, long cost, string @class, string method, Func<LongRowPart, IEnumerable<Argument>> arguments, LastDimension? rows = null)
    {
        using (Parts(step, cost, rows, out SumItem row, out LongRowPart part))
            step.Call(@class, method, [.. arguments(part), .. Numbers(step, vector => step.SumAt(row, vector, row.First))]);
        step.NextPhase();
    }

    /// <summary>The second phase: a call for each chunk, with <paramref name="arguments"/> and the numbers of all chunks of the row.</summary>
    public static void End(
        StepBuilder step, long cost, string @class, string method, Func<LongRowPart, IEnumerable<Argument>> arguments, LastDimension? rows = null)
    {
        using (Parts(step, cost, rows, out SumItem row, out LongRowPart part))
            step.Call(@class, method, [.. arguments(part), .. NumbersOfRow(step, row.First, row.Chunk!)]);
    }

    /// <summary>The numbers of all chunks of a row, and of the rows behind it.</summary>
    public static IEnumerable<Argument> NumbersOfRow(StepBuilder step, Expression row, Expression presentChunk) =>
    [
        .. Numbers(step, vector => step.PartialSumAt(vector, row)),
        step.ChunksOfRow(presentChunk),
    ];

    private static IEnumerable<Argument> Numbers(StepBuilder step, Func<int, Argument> at) => Enumerable.Range(0, step.PartialSums.Sizes.Count).Select(at);

    /// <summary>Cuts a phase by rows and their chunks, which begin at whole vectors.</summary>
    public static IDisposable Parts(StepBuilder step, long cost, LastDimension? given, out SumItem row, out LongRowPart part)
    {
        LastDimension rows = given ?? LastDimension.Of(step.OutputType());
        IDisposable items = step.SumItems("Row", rows.Rows, 1, rows.Columns * cost, out row);
        IDisposable parts = step.SumRows(row, 1, new Cut(rows.Columns, Geometry.Alignment).ItemCount, out SumRows vectors);
        Expression first = step.Let("firstColumn", Geometry.Alignment * vectors.Row);
        part = new LongRowPart(rows.Stride, row.First, first, Expression.Min(rows.Columns - first, Geometry.Alignment * vectors.Rows));
        return new Scopes([items, parts]);
    }
}

/// <summary>The columns of a chunk of a row.</summary>
internal readonly record struct LongRowPart(long Stride, Expression Row, Expression First, Expression Columns)
{
    /// <summary>Where they begin in memory.</summary>
    public Expression Offset => (Stride * Row) + First;
}
