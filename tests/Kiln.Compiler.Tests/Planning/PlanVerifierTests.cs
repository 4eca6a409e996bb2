using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>The verifier finds values whose memory is not their own.</summary>
public sealed class PlanVerifierTests
{
    private static readonly Plan s_sound = NetworkPlan.Of(GraphTable.All["InceptionModule"]).Infer.Plan;

    [Fact]
    public void A_sound_plan_has_no_problems() => Assert.Empty(PlanVerifier.Verify(s_sound));

    [Fact]
    public void Two_values_in_one_place()
    {
        (Value value, Storage storage) = s_sound.Storage.First(item => item.Value.Block == Block.Worker && item.Value.Offset > 0 && Beside(item).Any());
        Storage beside = Beside(new(value, storage)).First().Value;
        var moved = new Dictionary<Value, Storage>(s_sound.Storage.ToDictionary()) { [value] = storage with { Offset = beside.Offset } };
        Assert.Contains("are alive together", string.Join('\n', PlanVerifier.Verify(s_sound with { Storage = moved })), StringComparison.Ordinal);
    }

    /// <summary>Values that live at the same time and elsewhere.</summary>
    private static IEnumerable<KeyValuePair<Value, Storage>> Beside(KeyValuePair<Value, Storage> item) => s_sound.Storage.Where(other =>
        other.Value.Block == item.Value.Block && other.Value.Offset != item.Value.Offset
        && s_sound.SegmentOf(other.Key.Node) == s_sound.SegmentOf(item.Key.Node)
        && other.Value.First <= item.Value.Last && item.Value.First <= other.Value.Last);
}
