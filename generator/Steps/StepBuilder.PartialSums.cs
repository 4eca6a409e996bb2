using Kiln.Generator.Implementations;

namespace Kiln.Generator.Steps;

/// <summary>Sums over the rows of a batch, in chunks where they have few results.</summary>
internal sealed partial class StepBuilder
{
    public PartialSums PartialSums => Node.PartialSums(plan.Graph);

    /// <summary>
    /// Cuts a phase by its results and, where there are partial sums, by chunks, and begins a loop over the chunks; <paramref name="item"/> is a worker's range
    /// of results, of which <paramref name="tile"/> are one item. <paramref name="cost"/> is that of one result.
    /// </summary>
    public IDisposable SumItems(string name, long count, long tile, Expression cost, out SumItem item)
    {
        int chunks = PartialSums.Chunks;
        if (chunks == 1)
        {
            (Expression first, Expression end) = Items(name, count, tile, cost);
            item = new SumItem(first, end, Chunk: null);
            return NoScope;
        }

        Cut results = new(count, tile);
        IDisposable loop = SumLoop(results.ItemCount, cost * results.ItemSize / chunks, out item);
        (Expression from, Expression number) = Part(name, results, item.First);
        item = item with { First = from, End = from + number };
        return loop;
    }

    /// <summary>Cuts a phase into so many items, for each chunk where there are partial sums, and begins a loop over those of a worker.</summary>
    public IDisposable SumItems(long items, Expression cost, out SumItem item)
    {
        if (PartialSums.Chunks > 1) return SumLoop(items, cost / PartialSums.Chunks, out item);
        (Expression first, Expression end) = Items("Item", items, 1, cost);
        item = new SumItem(Expression.Named("item"), Expression.Named("item") + 1, Chunk: null);
        return Loop("item", first, end);
    }

    /// <summary>The same for sums that are a matrix; an item is a tile of it. <paramref name="cost"/> is that of one sum.</summary>
    public IDisposable SumTiles(Cut rows, Cut columns, Expression cost, out Tile tile, out SumItem item)
    {
        item = default;
        if (PartialSums.Chunks == 1) return Tiles(rows, columns, cost, out tile);
        long perRow = columns.ItemCount;
        IDisposable loop = SumLoop(rows.ItemCount * perRow, cost * rows.ItemSize * columns.ItemSize / PartialSums.Chunks, out item);
        (Expression row, Expression height) = Part("Row", rows, item.First / perRow);
        (Expression column, Expression width) = Part("Column", columns, item.First % perRow);
        tile = new Tile(row, height, column, width);
        return loop;
    }

    /// <summary>Part <paramref name="index"/> of a dimension.</summary>
    private (Expression First, Expression Count) Part(string name, Cut cut, Expression index)
    {
        if (cut.Items is Expression.Number { Value: 1 }) return (0, cut.Count);
        if (cut.Tile == 1) return (Let(name.ToLowerInvariant(), index), 1);
        Expression first = Let("first" + name, cut.Tile * index);
        return (first, cut.Count is Expression.Number number && number.Value % cut.Tile == 0 ? cut.Tile : Expression.Min(cut.Count - first, cut.Tile));
    }

    /// <summary>A loop over items that are each some results of a chunk.</summary>
    private IDisposable SumLoop(long items, Expression cost, out SumItem item)
    {
        int chunks = PartialSums.Chunks;
        if (!whole) (_box, _costOfElement) = ([new Cut(chunks * items, 1)], cost);
        string name = items == 1 ? "chunk" : "part";
        IDisposable loop = whole ? Loop(name, 0, chunks * items) : Loop(name, Expression.First, Expression.Last);
        Expression part = Expression.Named(name);
        (Expression chunk, Expression first) = items == 1 ? (part, (Expression)0) : (Let("chunk", part / items), Let("item", part % items));
        item = new SumItem(first, first + 1, chunk);
        return loop;
    }

    /// <summary>Begins a loop over the rows of an item: all of the batch or, where there are partial sums, the parts of the item's chunk.</summary>
    public IDisposable SumRows(SumItem item, Expression samples, long rows, out SumRows part)
    {
        part = item.Chunk is null ? new SumRows(0, samples, 0, rows, Accumulate) : Steps.SumRows.OfLoop;
        return item.Chunk is { } chunk ? Each("RowPart", "rows", new Argument.Structure("RowChunk", [chunk, PartialSums.Chunks, samples, rows])) : NoScope;
    }

    /// <summary>An element of a vector of sums: of the output, or of the partial sums of the item's chunk.</summary>
    public Argument SumAt(SumItem item, int vector, params Expression[] offsets) => item.Chunk is { } chunk
        ? PartialSumAt(vector, [PartialSums.Floats * chunk, .. offsets]) : OutputAt(vector, offsets);

    /// <summary>An element of a vector of partial sums, that of the first chunk unless an offset says otherwise.</summary>
    public Argument.PartialSum PartialSumAt(int vector, params IEnumerable<Expression> offsets) =>
        new(index, Expression.Sum([.. offsets, PartialSums.OffsetOf(vector)]));

    /// <summary>What a kernel knows of the chunks besides the first one's partial sums.</summary>
    public Argument ChunksOfRow(Expression present) => new Argument.Structure("ChunksOfRow", [present, PartialSums.Chunks, PartialSums.Floats]);

    /// <summary>Adds some elements of a vector of partial sums, chunk after chunk.</summary>
    public void AddPartialSums(int vector, Expression first, Expression count, Argument to) => AddPartialSums("Sum", vector, first, count, to, false);

    private void AddPartialSums(string reduction, int vector, Expression first, Expression count, Argument to, Argument accumulate) => Call(
        "AxisReductions", reduction + "Columns", PartialSumAt(vector, first),
        new Argument.Structure("ReducedAxes", [PartialSums.Chunks, PartialSums.Floats]), count, to, accumulate);

    /// <summary>The phase behind sums whose vectors are the outputs: adds up what partial sums there are.</summary>
    public void EndSums(string reduction = "Sum")
    {
        if (PartialSums.Chunks == 1) return;
        NextPhase();
        long count = PartialSums.Sizes.Max();
        (Expression first, Expression end) = Items("Sum", count, FloatsOfItem, PartialSums.Chunks * PartialSums.Sizes.Count);
        for (int vector = 0; vector < PartialSums.Sizes.Count; vector++)
            AddPartialSums(reduction, vector, first, end - first, OutputAt(vector, first), Accumulate);
    }
}
