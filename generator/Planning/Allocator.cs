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
        // Sorted by offset, so that a request walks them once.
        var placed = new List<int>();
        long size = 0;
        foreach (int index in Enumerable.Range(0, requests.Count).OrderByDescending(i => requests[i].Floats).ThenBy(i => i))
        {
            Request request = requests[index];
            long offset = 0;
            foreach (int other in placed)
            {
                if (offsets[other] >= offset + request.Floats) break;
                if (Overlaps(requests[other], request)) offset = Math.Max(offset, offsets[other] + requests[other].Floats);
            }

            offsets[index] = offset;
            int at = placed.BinarySearch(
                index,
                Comparer<int>.Create((left, right) => offsets[left] != offsets[right] ? offsets[left].CompareTo(offsets[right]) : left.CompareTo(right)));
            placed.Insert(~at, index);
            size = Math.Max(size, offset + request.Floats);
        }

        return (offsets, size);
    }

    private static bool Overlaps(Request left, Request right) => left.First <= right.Last && right.First <= left.Last;
}
