using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>
/// The rules of a plan's addresses: what lives at the same time lies apart, unless it is meant to share memory. PlanMachine runs the plan besides, on a memory
/// that remembers who wrote. An empty list means a sound plan.
/// </summary>
internal sealed class PlanVerifier
{
    private readonly Plan _plan;
    private readonly SharedBuffers _buffers;
    private readonly ILookup<Value, int> _users;
    private readonly List<int> _order;
    private readonly Dictionary<Value, Value> _takenFrom = [];

    private PlanVerifier(Plan plan)
    {
        _plan = plan;
        _buffers = new SharedBuffers(plan.Graph);
        _users = Enumerable.Range(0, plan.Graph.Nodes.Count).SelectMany(node => plan.Graph.Nodes[node].Uses.Select(value => (value, node)))
            .ToLookup(use => use.value, use => use.node);
        _order = [.. plan.Segments.SelectMany(segment => segment.Steps)];
        for (int i = 0; i < plan.Graph.Nodes.Count; i++) TakeOver(new Value(i));
    }

    /// <summary>Something that lives in the arena: a value, or a step's workspace.</summary>
    private readonly record struct Tenant(string Name, int Step, Value? Value, Storage Storage);

    public static IReadOnlyList<string> Verify(Plan plan)
    {
        var verifier = new PlanVerifier(plan);
        Tenant[] tenants = [
            .. plan.Storage.Select(item => new Tenant($"%{item.Key.Node}.{item.Key.Output} {plan.Graph[item.Key].Name}", item.Key.Node, item.Key, item.Value)),
            .. plan.Workspaces.Select(item => new Tenant($"the workspace of %{item.Key}", item.Key, null, item.Value)),
            .. plan.PartialSums.Select(item => new Tenant($"the partial sums of %{item.Key}", item.Key, null, item.Value))];
        return [
            .. verifier.Overlaps(tenants.Where(tenant => tenant.Storage.Block == Block.Fixed)),
            .. verifier.Overlaps(tenants.Where(tenant => tenant.Storage.Block == Block.PerSample)),
            // A worker's memory begins anew with each segment, whose steps are its times.
            .. tenants.Where(tenant => tenant.Storage.Block == Block.Worker).GroupBy(tenant => plan.SegmentOf(tenant.Step)).SelectMany(verifier.Overlaps)];
    }

    private IEnumerable<string> Overlaps(IEnumerable<Tenant> tenants)
    {
        Tenant[] sorted = [.. tenants.OrderBy(tenant => tenant.Storage.Offset)];
        for (int i = 0; i < sorted.Length; i++)
            for (int j = i + 1; j < sorted.Length && sorted[j].Storage.Offset < sorted[i].Storage.Offset + sorted[i].Storage.Stride; j++)
            {
                (Storage left, Storage right) = (sorted[i].Storage, sorted[j].Storage);
                bool isAliveTogether = left.First <= right.Last && right.First <= left.Last;
                bool isMeant = sorted[i].Value is { } one && sorted[j].Value is { } other
                    && (Owner(one) == Owner(other) || LiesOver(one, other) || LiesOver(other, one));
                if (isAliveTogether && !isMeant)
                    yield return $"{sorted[i].Name} and {sorted[j].Name} are alive together and overlap in {left.Block}.";
            }
    }

    /// <summary>Whether a value lies over one from which it is made, as far behind as rows are read and stored.</summary>
    private bool LiesOver(Value result, Value source)
    {
        LaidOutNode node = _plan.Graph[result];
        return node.Inputs.ToList().IndexOf(source) is >= 0 and var input && node.OrderOfRows(input, _plan.Graph) is { } rows
            && _plan.Storage[source].Offset - _plan.Storage[result].Offset >= rows.Lead;
    }

    /// <summary>Notes that the value took the memory of an input which its op may overwrite and nobody reads later.</summary>
    private void TakeOver(Value value)
    {
        if (!_plan.Storage.TryGetValue(value, out Storage? storage)) return;
        LaidOutNode node = _plan.Graph[value];
        for (int input = 0; input < node.Inputs.Count; input++)
        {
            Value read = node.Inputs[input];
            bool isSame = node.MayOverwrite(input) && _plan.Storage[read] is var from && (from.Block, from.Offset) == (storage.Block, storage.Offset)
                && _users[read].All(user => _order.IndexOf(user) <= _order.IndexOf(value.Node));
            if (isSame) _takenFrom[value] = read;
        }
    }

    /// <summary>The value whose memory this one has.</summary>
    private Value Owner(Value value)
    {
        while (_takenFrom.TryGetValue(value, out Value? from)) value = from;
        return _buffers.HostOf(value);
    }
}
