namespace Kiln.Generator.Planning;

/// <summary>
/// Offsets for buffers with known lifetimes: largest first, each at the lowest offset that no buffer alive at the same time covers (the greedy-by-size rule of
/// Pisarchyk and Lee 2020). While that leaves gaps, the buffer that reaches highest is placed before all others the next time; the smallest arena stays.
/// Buffers of which one may overwrite another are also tried next to each other.
/// </summary>
internal static class Allocator
{
    /// <summary>Further orders that are tried at most, and the comparisons of two buffers that they may cost.</summary>
    private const long MostTries = 64, MostComparisons = 1_000_000;

    /// <summary>A buffer that lives from time First to time Last, both included.</summary>
    public sealed record Request(long Bytes, int First, int Last)
    {
        /// <summary>
        /// A request, by its number, that may be overwritten as this one is written: if it begins at least <see cref="Lead"/> bytes behind the first byte of
        /// this one. -1 = none.
        /// </summary>
        public int Overwrites { get; init; } = -1;

        /// <inheritdoc cref="Overwrites"/>
        public long Lead { get; init; }
    }

    /// <summary>The offsets in the order of the requests, and the size of all together.</summary>
    public static (long[] Offsets, long Size) Run(IReadOnlyList<Request> requests)
    {
        if (requests.Count == 0) return ([], 0);
        int[] largestFirst = [.. Enumerable.Range(0, requests.Count).OrderByDescending(i => requests[i].Bytes).ThenBy(i => i)];
        (long[] Offsets, long Size) best = Best(requests, [.. largestFirst]);
        if (requests.All(request => request.Overwrites < 0)) return best;
        (long[] Offsets, long Size) together = Best(requests, Together(requests, largestFirst));
        return together.Size < best.Size ? together : best;
    }

    /// <summary>
    /// An order in which what overwrites a buffer comes right before it, and what it overwrites right behind it: nothing else takes the place where they may
    /// overlap.
    /// </summary>
    private static List<int> Together(IReadOnlyList<Request> requests, IEnumerable<int> order)
    {
        ILookup<int, int> writers = Enumerable.Range(0, requests.Count).ToLookup(i => requests[i].Overwrites);
        return [.. order.SelectMany(i => writers[i].Append(i).Append(requests[i].Overwrites)).Where(i => i >= 0).Distinct()];
    }

    private static (long[] Offsets, long Size) Best(IReadOnlyList<Request> requests, List<int> order)
    {
        long bound = Least(requests), tries = Math.Min(MostTries, MostComparisons / ((long)requests.Count * requests.Count));
        (long[] Offsets, long Size) best = Place(requests, order), last = best;
        for (; last.Size > bound && tries > 0; tries--)
        {
            int highest = order.Find(i => last.Offsets[i] + requests[i].Bytes == last.Size);
            order.Remove(highest);
            order.Insert(0, highest);
            last = Place(requests, order);
            if (last.Size < best.Size) best = last;
        }

        return best;
    }

    /// <summary>No plan needs less: with buffers that overlap, than the largest of them.</summary>
    private static long Least(IReadOnlyList<Request> requests) =>
        requests.Any(request => request.Overwrites >= 0) ? requests.Max(request => request.Bytes) : MostAlive(requests);

    /// <summary>The bytes of the buffers that are alive at the fullest time: no plan without overlaps needs less.</summary>
    private static long MostAlive(IReadOnlyList<Request> requests)
    {
        var changes = new long[requests.Max(request => request.Last) + 2];
        foreach (Request request in requests)
        {
            changes[request.First] += request.Bytes;
            changes[request.Last + 1] -= request.Bytes;
        }

        (long now, long most) = (0, 0);
        foreach (long change in changes) most = Math.Max(most, now += change);
        return most;
    }

    private static (long[] Offsets, long Size) Place(IReadOnlyList<Request> requests, IEnumerable<int> order)
    {
        var offsets = new long[requests.Count];
        // Sorted by offset, so that a request walks them once.
        var placed = new List<int>();
        long size = 0;
        foreach (int index in order)
        {
            Request request = requests[index];
            long offset = 0, before;
            do
            {
                before = offset;
                foreach (int other in placed)
                {
                    if (offsets[other] >= offset + request.Bytes) break;
                    if (Overlaps(requests[other], request)) offset = Math.Max(offset, Behind(requests, index, other, offset, offsets[other]));
                }
            }
            while (request.Overwrites >= 0 && offset != before);

            offsets[index] = offset;
            placed.Insert(~placed.BinarySearch(index, Comparer<int>.Create((left, right) => (offsets[left], left).CompareTo((offsets[right], right)))), index);
            size = Math.Max(size, offset + request.Bytes);
        }

        return (offsets, size);
    }

    /// <summary>The first offset from a wanted one on at which a buffer does not disturb another that lies at <paramref name="at"/>.</summary>
    private static long Behind(IReadOnlyList<Request> requests, int index, int other, long wanted, long at)
    {
        long end = at + requests[other].Bytes;
        if (requests[index].Overwrites == other) return wanted <= at - requests[index].Lead ? wanted : end;
        return requests[other].Overwrites == index ? Math.Min(end, at + requests[other].Lead) : end;
    }

    private static bool Overlaps(Request left, Request right) => left.First <= right.Last && right.First <= left.Last;
}
