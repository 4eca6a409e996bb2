using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// Where values lie in the memory of a network with room for so many samples: their elements, with the border if it is filled, and what their producer may
/// write, which may be more.
/// </summary>
internal sealed class ValuePlaces(Plan plan, Func<Storage, Region> regionOf, int capacity)
{
    private readonly SharedBuffers _buffers = new(plan.Graph);
    private readonly PlanCells _cells = new(plan);
    private readonly Dictionary<Value, (int Start, int Length)[]> _elements = [], _written = [];

    /// <summary>A value's elements and its border, if its maker fills it.</summary>
    public IEnumerable<Run> Elements(Value value, int sample, int slot) => Runs(value, sample, slot, _elements, ElementsOf);

    /// <summary>What the value's maker may write, by the plan: all of a buffer that is its own, else the last vector of its channels to the end.</summary>
    public IEnumerable<Run> Written(Value value, int sample, int slot) => Runs(value, sample, slot, _written, WrittenOf);

    /// <summary>A workspace or partial sums.</summary>
    public Run Scratch(Storage storage, int slot) => new(regionOf(storage), StartOf(storage, 0, slot), (int)storage.Stride);

    private IEnumerable<Run> Runs(
        Value value, int sample, int slot, Dictionary<Value, (int, int)[]> known, Func<Value, IEnumerable<(int Start, int Length)>> of)
    {
        Storage storage = plan.Storage[value];
        if (storage.Block == Block.None) return [];
        if (!known.TryGetValue(value, out (int Start, int Length)[]? runs)) known[value] = runs = [.. Joined(of(value))];
        (Region region, int start) = (regionOf(storage), StartOf(storage, sample, slot));
        return runs.Select(run => new Run(region, start + run.Start, run.Length));
    }

    private int StartOf(Storage storage, int sample, int slot) => regionOf(storage).Origin + (int)(_cells.Start(storage, capacity, sample, slot)
        ?? storage.Block switch
        {
            Block.Caller => sample * storage.Stride,
            Block.Losses => storage.Offset * sizeof(float),
            _ => storage.Offset,
        });

    private IEnumerable<(int Start, int Length)> ElementsOf(Value value)
    {
        (LaidOutType type, Storage storage) = (plan.Graph.LaidOut(value), plan.Storage[value]);
        int size = type.Element.Size();
        if (storage.Block == Block.Caller) return [(0, (int)storage.Stride)];
        if (storage.Block == Block.Losses) return [(0, sizeof(float))];
        if (!IsOfArena(storage) || type.Shape.Leading == 0) return [(0, (int)plan.Graph[value].ElementsOf(value.Output) * size)];
        long row = Geometry.BufferElements(type);
        return from number in Enumerable.Range(0, type.Shape.Rows(1))
               from run in ElementsOfRow(type, plan.FillsBorder(value) ? type.Layout.Border : default)
               select ((int)((number * row) + run.Start) * size, (int)run.Length * size);
    }

    /// <summary>The runs of elements of a map and its border.</summary>
    private static IEnumerable<(long Start, long Length)> ElementsOfRow(LaidOutType type, Border border)
    {
        Geometry map = Geometry.Of(type);
        for (int y = -border.Top; y < map.Height + border.Bottom; y++)
        {
            long row = map.Interior + (y * map.Row);
            if (map.IsChannelsLast)
                for (int x = -border.Left; x < map.Width + border.Right; x++) yield return (row + (x * map.Pixel), map.Channels);
            else
                for (int c = 0; c < map.Channels; c++)
                    yield return (row + (c * map.Channel) - border.Left, map.Width + border.Left + border.Right);
        }
    }

    private IEnumerable<(int Start, int Length)> WrittenOf(Value value)
    {
        Storage storage = plan.Storage[value];
        // Packed weights have whole lines, too.
        if (storage.Block == Block.Packed) return [(0, (int)storage.Stride)];
        if (!IsOfArena(storage)) return ElementsOf(value);
        return _buffers.MembersOf(value).Count == 1
            ? [(0, (int)storage.Stride)]
            : _cells.Written(value).Select(cell => (cell * _cells.Unit, _cells.Unit));
    }

    private static bool IsOfArena(Storage storage) => storage.Block is Block.Fixed or Block.PerSample or Block.Worker;

    private static IEnumerable<(int Start, int Length)> Joined(IEnumerable<(int Start, int Length)> runs)
    {
        (int start, int end) = (0, 0);
        foreach ((int next, int length) in runs.OrderBy(run => run.Start))
        {
            if (next > end)
            {
                if (end > start) yield return (start, end - start);
                start = next;
            }

            end = Math.Max(end, next + length);
        }

        if (end > start) yield return (start, end - start);
    }
}
