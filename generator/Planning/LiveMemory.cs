namespace Kiln.Generator.Planning;

/// <summary>
/// What of the arena is in use while each step of a plan runs, for one sample on one thread: values that have been made and are still to be read, and what the
/// step needs besides.
/// </summary>
internal sealed class LiveMemory
{
    /// <summary>The segment of what lives through segments, not through the steps of one.</summary>
    private const int AllSegments = -1;

    private readonly Dictionary<int, (int Segment, int Step)> _times = [];
    private readonly ILookup<(int Segment, int Time), (string Name, Storage Storage)> _alive;

    public LiveMemory(Plan plan)
    {
        for (int segment = 0; segment < plan.Segments.Count; segment++)
            for (int step = 0; step < plan.Segments[segment].Steps.Count; step++) _times.Add(plan.Segments[segment].Steps[step], (segment, step));
        IEnumerable<(int Node, string Name, Storage Storage)> tenants =
        [
            .. plan.Storage.Select(item => (item.Key.Node, plan.Graph[item.Key].Name, item.Value)),
            .. plan.Workspaces.Concat(plan.PartialSums).Select(item => (item.Key, plan.Graph.Nodes[item.Key].Name + "'s workspace", item.Value)),
        ];
        _alive = tenants.Where(tenant => tenant.Storage.Block is Block.Fixed or Block.PerSample or Block.Worker)
            .SelectMany(tenant => Enumerable.Range(tenant.Storage.First, tenant.Storage.Last - tenant.Storage.First + 1).Select(time =>
                (Time: (tenant.Storage.Block == Block.Worker ? _times[tenant.Node].Segment : AllSegments, time), Tenant: (tenant.Name, tenant.Storage))))
            .ToLookup(item => item.Time, item => item.Tenant);
    }

    /// <summary>The bytes in use while a step runs, in whole lines; where buffers overlap they count once.</summary>
    public long BytesAt(int step) => Alive(step).GroupBy(tenant => tenant.Storage.Block).Sum(block => Covered(block.Select(tenant => tenant.Storage)));

    /// <summary>What is in use while a step runs, the largest first.</summary>
    public IEnumerable<(string Name, long Bytes)> At(int step) =>
        Alive(step).Select(tenant => (tenant.Name, tenant.Storage.Stride)).OrderByDescending(tenant => tenant.Stride);

    /// <summary>The step at which most is in use.</summary>
    public int Peak => _times.Keys.OrderByDescending(BytesAt).First();

    private IEnumerable<(string Name, Storage Storage)> Alive(int step) => _alive[_times[step]].Concat(_alive[(AllSegments, _times[step].Segment)]);

    private static long Covered(IEnumerable<Storage> storages)
    {
        (long bytes, long end) = (0, 0);
        foreach (Storage storage in storages.OrderBy(storage => storage.Offset))
        {
            long behind = storage.Offset + Storage.Align(storage.Stride);
            bytes += Math.Max(0, behind - Math.Max(end, storage.Offset));
            end = Math.Max(end, behind);
        }

        return bytes;
    }
}
