using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// What docs/conventions.md says of parameters that are shared or belong to an entry, and of batches without samples; of frozen ones see
/// <see cref="FrozenTests"/>.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class ParameterRulesTests
{
    private static readonly EvaluatedNetwork s_shared = NetworkCompiler.NetworkOf(GraphTable.All["SharedEmbedding"], "SharedRules");
    private static readonly EvaluatedNetwork s_entries = NetworkCompiler.NetworkOf(GraphTable.All["TwoEntries"], "EntryRules");
    private static readonly Lazy<IReadOnlyList<NetworkFactory>> s_create = new(() => NetworkCompiler.Compile(s_shared, s_entries));

    /// <summary>Its gradient is the sum over its uses, which <see cref="NetworkCheck"/> compares; everything that counts parameters counts it once.</summary>
    [Fact]
    public void A_shared_parameter_is_one_with_the_gradient_of_all_its_uses()
    {
        INetworkProbe probe = s_create.Value[0](3);
        NetworkData data = NetworkCheck.DataWithoutKinks(s_shared.Graph, 3);
        data.SetWeights(probe);
        new NetworkCheck(s_shared, s_create.Value[0]).Run(data, 3);
        ParameterInfo table = Assert.Single(probe.Info.Parameters, parameter => parameter.Name == "table");
        Assert.Equal(35, table.Length);

        probe.ForwardBackward(data.Samples(probe.Info, targets: true), 1, accumulate: false);
        var trainable = (ITrainable)probe.Network;
        float[] before = probe.Network.Parameters.ToArray(), gradients = trainable.Gradients.ToArray();
        Assert.Equal(Math.Sqrt(gradients.Sum(g => (double)g * g)), trainable.GradientNorm(), 1e-5);
        new SGD(0.5, weightDecay: 0.1).Step(trainable);
        for (int i = table.Offset; i < table.Offset + table.Length; i++)
            Assert.Equal(before[i] - (0.5 * (gradients[i] + (0.1 * before[i]))), probe.Network.Parameters[i], 1e-6);
    }

    [Fact]
    public void A_parameter_of_an_entry_has_the_gradient_zero_and_decays_like_any_other()
    {
        foreach (double decay in (double[])[0, 0.1])
        {
            INetworkProbe probe = s_create.Value[1](2);
            NetworkData data = NetworkCheck.DataWithoutKinks(s_entries.Graph, 2);
            data.SetWeights(probe);
            probe.ForwardBackward(data.Samples(probe.Info, targets: true), 1, accumulate: false);
            var trainable = (ITrainable)probe.Network;
            ParameterInfo decoder = probe.Info.Parameters.Single(parameter => parameter.Name == "decoder.weight");
            Assert.False(decoder.Frozen);
            Assert.False(trainable.Gradients.Slice(decoder.Offset, decoder.Length).ContainsAnyExcept(0f));
            float[] before = probe.Network.Parameters.ToArray();
            new SGD(0.5, weightDecay: decay).Step(trainable);
            for (int i = decoder.Offset; i < decoder.Offset + decoder.Length; i++)
                Assert.Equal(before[i] * (1 - (0.5 * decay)), probe.Network.Parameters[i], 1e-6);
        }
    }

    [Fact]
    public void A_call_of_an_entry_changes_nothing()
    {
        INetworkProbe probe = s_create.Value[1](2);
        var trainable = (ITrainable)probe.Network;
        trainable.Gradients.Fill(7);
        float[] parameters = probe.Network.Parameters.ToArray(), state = probe.Network.Core.State.ToArray();
        probe.Call("Decode", new float[40], new float[14]);
        Assert.Equal(parameters, probe.Network.Parameters.ToArray());
        Assert.Equal(state, probe.Network.Core.State.ToArray());
        Assert.False(trainable.Gradients.ContainsAnyExcept(7f));
    }

    /// <summary>A call names its first input and what it expects; nothing is computed.</summary>
    [Fact]
    public void A_batch_without_samples_is_refused()
    {
        INetworkProbe probe = s_create.Value[1](2);
        foreach ((string method, string input) in (ReadOnlySpan<(string, string)>)[("Forward", "image"), ("Decode", "z")])
        {
            ArgumentException error = Assert.Throws<ArgumentException>(input, () => probe.Call(method, Array.Empty<float>(), Array.Empty<float>()));
            Assert.Contains("holds 0 values", error.Message);
            Assert.Contains("1 to 2 samples", error.Message);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new Batch(probe.Info.Inputs, 0));
    }
}
