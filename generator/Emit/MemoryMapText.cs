using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>The memory map of a program's arena as plain text: the address of each buffer and the time of its use.</summary>
internal static class MemoryMapText
{
    /// <summary>Most columns of the map, and most rows of one of its regions: a large network has thousands of buffers and hundreds of segments.</summary>
    private const int MapColumns = 32, MapRows = 20;

    private sealed record Buffer(Value Value, Storage Storage, int Segment);

    /// <summary>How to read the map of a program, for its first appearance in a file.</summary>
    public static IReadOnlyList<string> LegendOf(string program) =>
    [
        $"How {program} uses its working memory. Its segments, the methods Kiln{program}0, Kiln{program}1 and so on, run one after another;",
        "a segment runs its steps in order. Both count from 0. A buffer is in use from the segment or step that writes it to the last that reads it:",
        "there its row has a #, one column for each segment or step. Buffers that are never in use at the same time may share an address.",
        "Offsets and sizes are in floats.",
    ];

    /// <summary>
    /// Every buffer of the arena: offset, size and a mark for each time it lives through, or for several times where there are more of them than columns. Where
    /// there are more buffers than rows, the largest.
    /// </summary>
    public static IEnumerable<string> Of(Plan plan, BufferNames names)
    {
        int unit = UnitOf(plan);
        if (unit == 1) yield return "Offsets and sizes of this map are in bytes.";
        foreach ((Block block, string title, long size) in new[]
        {
            (Block.Fixed, "Once", plan.FixedBytes), (Block.PerSample, "For each sample of the batch", plan.PerSampleBytes),
            (Block.Worker, "For each thread, used anew for each sample", plan.PerWorkerBytes),
        })
        {
            if (size == 0) continue;
            yield return $"{title}: {LayerTableText.Count(size)} bytes";
            List<Buffer> buffers = [.. plan.Storage.Where(item => item.Value.Block == block)
                .Select(item => new Buffer(item.Key, item.Value, block == Block.Worker ? plan.SegmentOf(item.Key.Node)!.Value : -1))
                .OrderBy(buffer => buffer.Segment).ThenBy(buffer => buffer.Storage.Offset).ThenBy(buffer => buffer.Storage.First)];
            if (buffers.Count > MapRows)
            {
                long smallest = buffers.Select(buffer => buffer.Storage.Stride).OrderByDescending(stride => stride).ElementAt(MapRows - 1);
                int removed = buffers.RemoveAll(buffer => buffer.Storage.Stride < smallest);
                string units = unit == 1 ? "bytes" : "floats";
                if (removed > 0) yield return $"  {Number(removed)} buffers smaller than {Number(smallest / unit)} {units} are not shown.";
            }

            foreach (IGrouping<int, Buffer> group in buffers.GroupBy(buffer => buffer.Segment))
                foreach (string line in Rows(plan, names, group.Key, unit, [.. group])) yield return line;
            foreach (LeftOutput output in block == Block.PerSample ? plan.LeftOut : [])
                yield return $"  {Number(output.Offset / unit),8} {Number(output.Stride / unit),8}  {output.Name}, where the caller leaves it out";
        }
    }

    /// <summary>Bytes of what the map counts: floats, where all buffers are made of elements as wide.</summary>
    private static int UnitOf(Plan plan) => plan.Storage.Any(item => item.Value.Block is Block.Fixed or Block.PerSample or Block.Worker
        && plan.Graph.TypeOf(item.Key).Element.Size() == 1) ? 1 : sizeof(float);

    /// <summary>Rows of buffers that live by the same clock: columns are the steps of <paramref name="segment"/>, or segments where it is -1.</summary>
    private static IEnumerable<string> Rows(Plan plan, BufferNames names, int segment, int unit, IReadOnlyList<Buffer> buffers)
    {
        int times = buffers.Max(buffer => buffer.Storage.Last) + 1, column = (times + MapColumns - 1) / MapColumns;
        string time = segment < 0 ? "segment" : "step", clock = segment < 0 ? "" : $" of segment {Number(segment)}";
        yield return $"  {"offset",8} {"size",8}  {(column == 1 ? "each " + time : $"every {Number(column)} {time}s")}{clock}";
        foreach (Buffer buffer in buffers)
        {
            string life = string.Concat(Enumerable.Range(0, (times + column - 1) / column)
                .Select(i => (i + 1) * column > buffer.Storage.First && i * column <= buffer.Storage.Last ? '#' : '.'));
            (long offset, long size) = (buffer.Storage.Offset / unit, buffer.Storage.Stride / unit);
            yield return $"  {Number(offset),8} {Number(size),8}  {life}  {names.Of(buffer.Value)} {plan.Graph.LaidOut(buffer.Value)}";
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
