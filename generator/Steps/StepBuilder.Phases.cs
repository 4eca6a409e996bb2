using Kiln.Generator.Layouts;

namespace Kiln.Generator.Steps;

/// <summary>How a step is cut into phases of items.</summary>
internal sealed partial class StepBuilder
{
    /// <summary>Multiply-adds that take as long as reading and writing one element, and as a function, a quotient or a power of one.</summary>
    public const long CostOfElement = 4, CostOfFunction = 12;

    /// <summary>Floats of an item of memory that is passed from front to back.</summary>
    public const long FloatsOfItem = 2048;

    /// <summary>Pixels of an item of a map of one row.</summary>
    public const long PixelsOfItem = 16;

    private readonly List<Phase> _phases = [];
    private EquatableArray<Cut> _box = [];
    private Expression _costOfElement = 0;

    /// <summary>What the step does, phase by phase; empty if there is nothing to do.</summary>
    public EquatableArray<Phase> Phases
    {
        get
        {
            NextPhase();
            return _phases.ToEquatableArray();
        }
    }

    /// <summary>The first element of a worker's items as a last argument, which a step that is not cut leaves out.</summary>
    public IEnumerable<Argument> FirstUnlessZero(Expression first) => whole ? [] : [first];

    /// <summary>Ends a phase, if anything has been done in it: what follows needs the results of all its items.</summary>
    public void NextPhase()
    {
        EquatableArray<Statement> statements = _blocks.Pop().ToEquatableArray();
        if (statements.Count > 0) _phases.Add(new Phase(_box, _costOfElement, statements));
        _blocks.Push([]);
        (_box, _costOfElement) = ([], 0);
    }

    /// <summary>
    /// Cuts the phase into items of <paramref name="tile"/> elements each, and names the first element of a worker's items and the one behind their last.
    /// <paramref name="cost"/> is that of one element.
    /// </summary>
    public (Expression First, Expression End) Items(string name, Expression count, long tile, Expression cost)
    {
        if (whole) return (0, count);
        (_box, _costOfElement) = ([new Cut(count, tile)], cost);
        if (count is Expression.Number all && all.Value <= tile) return (0, count);
        // Where all items are whole, their ends need no names.
        if (tile == 1 || (count is Expression.Number number && number.Value % tile == 0)) return (tile * Expression.First, tile * Expression.Last);
        return (Let("first" + name, tile * Expression.First), Let("end" + name, Expression.Min(tile * Expression.Last, count)));
    }

    /// <summary>The whole phase as one item, whose elements must be computed in order.</summary>
    public (Expression First, Expression End) OneItem(long count, long cost)
    {
        if (!whole) (_box, _costOfElement) = ([new Cut(1, 1)], cost);
        return (0, count);
    }

    /// <summary>Cuts the phase into tiles of a matrix, and begins a loop over a worker's, as few and as large as possible, at a cost per element.</summary>
    public IDisposable Tiles(Cut rows, Cut columns, Expression cost, out Tile tile)
    {
        tile = Tile.OfLoop;
        if (whole || columns.Items is Expression.Number { Value: 1 })
        {
            (Expression first, Expression end) = Items("Row", rows.Count, rows.Tile, cost * columns.Count);
            tile = new Tile(first, end - first, 0, columns.Count);
            return NoScope;
        }

        (_box, _costOfElement) = ([rows, columns], cost);
        return Each("Tile", "tile", new Argument.Structure("Tiles", [Expression.First, Expression.Last, rows.Count, rows.Tile, columns.Count, columns.Tile]));
    }

    /// <summary>The same for a product over a batch: a tile is at most one item high, so that its rows stay in cache.</summary>
    public IDisposable ProductTiles(Cut rows, Cut columns, Expression cost, out Tile tile)
    {
        if (rows.Items is Expression.Number { Value: 1 } && columns.Items is Expression.Number { Value: 1 }) return Tiles(rows, columns, cost, out tile);
        (tile, _box, _costOfElement) = (Tile.OfLoop, [rows, columns], cost);
        return Each("Tile", "tile", new Argument.Structure("GemmTiles", [Expression.First, Expression.Last, columns.Count, rows.Count, rows.Tile]));
    }

    /// <summary>
    /// Cuts a step whose output's lines can be computed by themselves: rows where channels come last or planes are few, pixels of a map of one row, else
    /// channels. <paramref name="cost"/> is that of one element.
    /// </summary>
    public Lines Lines(long cost)
    {
        Geometry map = Output();
        (LineAxis axis, long count, long tile) = map switch
        {
            { Height: 1, Width: 1 } => (LineAxis.Channel, map.Channels, FloatsOfItem),
            { IsChannelsLast: false } when map.Channels >= map.Height => (LineAxis.Channel, map.Channels, 1),
            { Height: 1 } => (LineAxis.Column, map.Width, PixelsOfItem),
            _ => (LineAxis.Row, (long)map.Height, 1L),
        };
        return LinesAlong(axis, count, tile, (long)map.Height * map.Width * cost * map.Channels / count);
    }

    /// <summary>
    /// Cuts a step that computes each channel of its output by itself, or each vector of channels where all its maps have them last: a map of one pixel looks
    /// so in either order. <paramref name="cost"/> is that of one element.
    /// </summary>
    public Lines Channels(long cost, bool isChannelsLast)
    {
        Geometry map = Output();
        (long count, long tile) = isChannelsLast ? (Geometry.Align(map.Channels), Geometry.Alignment) : (map.Channels, 1);
        return LinesAlong(LineAxis.Channel, count, tile, (long)map.Width * map.Height * cost);
    }

    /// <summary>Cuts a step that computes each row of its output by itself. <paramref name="cost"/> is that of one element.</summary>
    public Lines Rows(long cost) => LinesAlong(LineAxis.Row, Output().Height, 1, (long)Output().Width * Output().Channels * cost);

    /// <summary>Cuts a step by lines of its output, of which <paramref name="tile"/> are one item. <paramref name="cost"/> is that of one line.</summary>
    public Lines LinesAlong(LineAxis axis, long count, long tile, long cost)
    {
        (Expression first, Expression end) = Items(axis.ToString(), count, tile, cost);
        return new Lines(axis, first, end);
    }

    private IDisposable Each(string type, string variable, Argument.Structure parts) => Around(body => new Statement.Each(type, variable, parts, body));
}
