namespace Kiln.Generator.Planning;

/// <summary>
/// Offsets for buffers with known lifetimes: largest first, each at the lowest offset that no buffer alive at the same time covers
/// (the greedy-by-size rule of Pisarchyk and Lee 2020).
/// </summary>
internal static class Allocator
{
    /// <summary>A buffer that lives from time First to time Last, both included.</summary>
    public readonly record struct Request(long Floats, int First, int Last);

    /// <summary>The offsets in the order of the requests, and the size of all together.</summary>
    public static (long[] Offsets, long Size) Run(IReadOnlyList<Request> requests)
    {
        var offsets = new long[requests.Count];
        var placed = new List<int>();
        long size = 0;
        foreach (int index in Enumerable.Range(0, requests.Count).OrderByDescending(i => requests[i].Floats).ThenBy(i => i))
        {
            Request request = requests[index];
            long offset = 0;
            foreach (int other in placed.Where(p => Overlaps(requests[p], request)).OrderBy(p => offsets[p]))
            {
                if (offsets[other] >= offset + request.Floats) break;
                offset = Math.Max(offset, offsets[other] + requests[other].Floats);
            }

            offsets[index] = offset;
            placed.Add(index);
            size = Math.Max(size, offset + request.Floats);
        }

        return (offsets, size);
    }

    private static bool Overlaps(Request left, Request right) => left.First <= right.Last && right.First <= left.Last;
}
