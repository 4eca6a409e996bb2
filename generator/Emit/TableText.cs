using System.Globalization;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>The layer table and the memory map, as plain text for headers and hovers.</summary>
internal static class TableText
{
    /// <summary>A line for each layer, under a heading, with totals.</summary>
    public static IEnumerable<string> Layers(IReadOnlyList<LayerRow> layers)
    {
        List<string[]> rows =
        [
            ["layer", "kind", "output", "parameters", "multiply-adds", "algorithm"],
            .. layers.Select(
                layer => new[] { layer.Name, layer.Kind, layer.Output.ToString(), Count(layer.Parameters), Count(layer.MultiplyAdds), layer.Algorithm }),
            ["total", "", "", Count(layers.Sum(layer => layer.Parameters)), Count(layers.Sum(layer => layer.MultiplyAdds)), ""],
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        // Numbers are aligned to the right.
        return rows.Select(
            row => string.Join("  ", row.Select((cell, column) => column is 3 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>Columns of the memory map, and its rows in each region, at most: a large network has thousands of buffers and hundreds of segments.</summary>
    private const int MapColumns = 32, MapRows = 100;

    /// <summary>
    /// Every buffer of a program's arena: region, offset and size in floats, and a mark for each time it lives through, or for several times where there are
    /// more of them than columns. Where there are more buffers than rows, the largest.
    /// </summary>
    public static IEnumerable<string> MemoryMap(Plan plan)
    {
        var segmentOf = new Dictionary<int, int>();
        for (int i = 0; i < plan.Segments.Count; i++)
            foreach (int step in plan.Segments[i].Steps) segmentOf[step] = i;
        foreach ((Block block, string title, long floats) in new[]
        {
            (Block.Fixed, "once", plan.FixedFloats),
            (Block.PerSample, "for each sample", plan.PerSampleFloats),
            (Block.Worker, "for each worker, within a segment", plan.PerWorkerFloats),
        })
        {
            if (floats == 0) continue;
            yield return $"{title}: {Count(floats * sizeof(float))} bytes";
            List<(Value Value, Storage Storage)> buffers = [.. plan.Storage.Where(item => item.Value.Block == block).Select(item => (item.Key, item.Value))
                .OrderBy(item => block == Block.Worker ? segmentOf[item.Key.Node] : 0).ThenBy(item => item.Value.Offset).ThenBy(item => item.Value.First)];
            if (buffers.Count > MapRows)
            {
                long smallest = buffers.Select(item => item.Storage.Stride).OrderByDescending(stride => stride).ElementAt(MapRows - 1);
                int removed = buffers.RemoveAll(item => item.Storage.Stride < smallest);
                if (removed > 0) yield return $"  {Number(removed)} buffers of less than {Number(smallest)} floats are left out";
            }

            int times = buffers.Max(item => item.Storage.Last) + 1, step = (times + MapColumns - 1) / MapColumns;
            foreach ((Value value, Storage storage) in buffers)
            {
                string life = string.Concat(Enumerable.Range(0, (times + step - 1) / step)
                    .Select(column => (column + 1) * step > storage.First && column * step <= storage.Last ? '#' : '.'));
                string name = plan.Graph[value].Name + (value.Output > 0 ? "." + Number(value.Output) : "");
                yield return $"  {Number(storage.Offset),8} +{Number(storage.Stride),-8} {life}  {name} {plan.Graph.TypeOf(value)}";
            }
        }
    }

    /// <summary>A number in groups of three, as tables show it.</summary>
    public static string Count(long value) => value.ToString("#,0", Groups);

    private static readonly NumberFormatInfo Groups = new() { NumberGroupSeparator = "," };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
