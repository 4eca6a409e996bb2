using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Entries are programs of their own on the network's weights.</summary>
[Trait("Category", "Numeric")]
public sealed class EntryTests
{
    private static readonly EvaluatedNetwork s_network = NetworkCompiler.NetworkOf(GraphTable.All["TwoEntries"], "Coder");
    private static readonly Lazy<NetworkFactory> s_create = new(() => NetworkCompiler.Compile(s_network)[0]);

    [Fact]
    public void Entries_have_spans_and_constants_of_their_own()
    {
        Type type = s_create.Value().Network.GetType();
        Assert.Equal(20, (int)type.GetField("DecodeZSize")!.GetRawConstantValue()!);
        Assert.Equal(7, (int)type.GetField("DecodePictureSize")!.GetRawConstantValue()!);
        Assert.Equal(1, (int)type.GetField("ScoreMeanSize")!.GetRawConstantValue()!);
        Assert.Equal(["z", "mean", "copy"], type.GetMethod("Score")!.GetParameters().Select(parameter => parameter.Name));
    }

    [Fact]
    public void Entries_see_an_edit_and_shares_see_it_too()
    {
        INetworkProbe owner = s_create.Value(2), share = owner.Share(1);
        float[] z = new float[20], before = new float[7], after = new float[7], shared = new float[7];
        z[0] = 1;
        owner.Call("Decode", z, before);
        owner.Network.Parameter("decoder.bias").CopyFrom([1, 2, 3, 4, 5, 6, 7]);
        owner.Network.Core.Publish();
        owner.Call("Decode", z, after);
        share.Call("Decode", z, shared);
        Assert.NotEqual(before, after);
        Assert.Equal(after, shared);
    }

    /// <summary>An entry's memory is allocated by its first call; later calls allocate nothing.</summary>
    [Fact]
    public void Entries_allocate_at_their_first_call_only()
    {
        var decode = s_create.Value().Bind<Action<float[], float[]>>("Decode");
        float[] z = new float[20], picture = new float[7];
        long before = GC.GetAllocatedBytesForCurrentThread();
        decode(z, picture);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() > before, "The arena was there before the first call.");
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) decode(z, picture);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Spans_of_an_entry_are_checked()
    {
        INetworkProbe probe = s_create.Value(2);
        ArgumentException error = Assert.Throws<ArgumentException>("picture", () => probe.Call("Decode", new float[40], new float[7]));
        Assert.Contains("7 for each of the 2 samples", error.Message);
        Assert.Throws<ArgumentException>("z", () => probe.Call("Decode", new float[60], new float[21]));
    }

    /// <summary>A layer that only an entry computes is not in the network's table, but its parameters are trained values that a file holds.</summary>
    [Fact]
    public void The_table_shows_the_network_and_counts_all_parameters()
    {
        NetworkInfo info = s_create.Value().Info;
        Assert.DoesNotContain(info.Layers, layer => layer.Name == "decoder");
        Assert.Contains(info.Parameters, parameter => parameter.Name == "decoder.weight");
        Assert.Equal(info.Parameters.Sum(parameter => (long)parameter.Length), info.ParameterCount);
        NetworkPlan plan = NetworkPlan.Of(s_network);
        Assert.Equal(["Infer", "DecodeEntry", "ScoreEntry", "Evaluate", "Train"], plan.Programs.Select(program => program.Spec.Name));
    }

    /// <summary>Parameters that two branches share count once.</summary>
    [Fact]
    public void Shared_parameters_count_once()
    {
        EvaluatedNetwork network = ZooNetworks.Evaluate("Siamese") with { Identity = new NetworkIdentity("Twins", "", [], "Twins") };
        NetworkInfo info = NetworkCompiler.Compile(network)[0]().Info;
        Assert.NotEqual(0, info.ParameterCount);
        Assert.Equal(info.ParameterCount, info.Layers.Sum(layer => layer.Parameters));
    }
}
