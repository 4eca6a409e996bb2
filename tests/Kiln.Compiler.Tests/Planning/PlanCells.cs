using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>
/// Which cells of its buffer, each as wide as the smallest element, a value occupies and who wrote them: a value with a buffer to itself all of it; a part of a buffer its own
/// channels, and when it is written the rest of their last vector besides.
/// </summary>
internal sealed class PlanCells(Plan plan)
{
    private readonly SharedBuffers _buffers = new(plan.Graph);
    private readonly Dictionary<Value, Dictionary<int, Value>> _owners = [];
    private readonly Dictionary<Value, int[]> _written = [];

    /// <summary>The cells of a value and, for each, the value whose producer wrote it.</summary>
    public Dictionary<int, Value> Owners(Value value)
    {
        if (_owners.TryGetValue(value, out Dictionary<int, Value>? known)) return known;
        LaidOutNode node = plan.Graph[value];
        Dictionary<int, Value> owners = Cells(value, wholeVectors: false).ToDictionary(cell => cell, _ => value);
        if (node.Implementation.IsPartOfInput)
        {
            Dictionary<int, Value> whole = Owners(node.Inputs[0]);
            // Under another name padding may count as elements: nobody wrote it, and nobody needs it.
            owners = owners.Keys.Where(whole.ContainsKey).ToDictionary(cell => cell, cell => whole[cell]);
        }

        for (int input = 0; input < node.Inputs.Count; input++)
            if (node.Implementation.HoldsInput(input))
                foreach ((int cell, Value owner) in Owners(node.Inputs[input])) owners[cell] = owner;
        return _owners[value] = owners;
    }

    /// <summary>The byte of an arena with room for so many samples at which one sample's buffer begins; null if it is not in the arena.</summary>
    public long? Start(Storage storage, int capacity, int sample, int worker) => storage.Block switch
    {
        Block.Fixed => storage.Offset,
        Block.PerSample => plan.FixedBytes + (storage.Offset * capacity) + (sample * storage.Stride),
        Block.Worker => plan.ArenaBytes(capacity, worker) + storage.Offset,
        _ => null,
    };

    /// <summary>The cells that the value's producer writes.</summary>
    public int[] Written(Value value)
    {
        if (_written.TryGetValue(value, out int[]? known)) return known;
        LaidOutNode node = plan.Graph[value];
        bool copies = node.Inputs.Where((_, input) => node.Implementation.HoldsInput(input)).Any();
        return _written[value] = node.Implementation.IsPartOfInput
            ? []
            : copies ? [.. Owners(value).Where(item => item.Value == value).Select(item => item.Key)] : [.. Cells(value, wholeVectors: true)];
    }

    /// <summary>Bytes of a cell: those of the smallest element.</summary>
    public int Unit { get; } = plan.Graph.Nodes.SelectMany(node => node.Outputs).Where(type => type.Shape.Leading != 0).Min(type => type.Element.Size());

    private IEnumerable<int> Cells(Value value, bool wholeVectors)
    {
        int size = plan.Graph.TypeOf(value).Element.Size() / Unit;
        if (_buffers.MembersOf(value).Count == 1) return Enumerable.Range(0, (int)plan.Storage[value].Stride / Unit);
        return Elements(value, wholeVectors).SelectMany(element => Enumerable.Range(element * size, size));
    }

    private IEnumerable<int> Elements(Value value, bool wholeVectors)
    {
        LaidOutType type = plan.Graph.LaidOut(value);
        Geometry map = Geometry.Of(type);
        long run = map.Channel * map.Channels, floats = wholeVectors ? map.Written(run) : run;
        if (!map.IsChannelsLast || type.Shape.Rank < 2) return Enumerable.Range((int)map.Start, (int)floats);
        Border border = type.Layout.Border;
        return from row in Enumerable.Range(0, map.Height + border.Top + border.Bottom)
               from column in Enumerable.Range(0, map.Width + border.Left + border.Right)
               from channel in Enumerable.Range(0, (int)floats)
               select (int)(map.Start + (row * map.Row) + (column * map.Pixel)) + channel;
    }
}
