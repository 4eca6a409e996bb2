using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Frozen parameters are read and saved, and nothing else.</summary>
[Trait("Category", "Numeric")]
public sealed class FrozenTests
{
    private const float Mark = 7;

    private static readonly EvaluatedNetwork s_network = NetworkCompiler.NetworkOf(GraphTable.All["FrozenMiddle"], "FrozenMiddle");
    private static readonly Lazy<NetworkFactory> s_create = new(() => NetworkCompiler.Compile(s_network)[0]);

    [Fact]
    public void Frozen_parameters_are_left_alone()
    {
        INetworkProbe probe = s_create.Value(3);
        var data = new NetworkData(s_network.Graph, 3, seed: 1);
        data.SetWeights(probe);
        var trainable = (ITrainable)probe.Network;
        trainable.Gradients.Fill(Mark);
        float[] before = probe.Network.Parameters.ToArray(), state = Statistics(probe);
        probe.ForwardBackward(data.Samples(probe.Info, targets: true), 1, accumulate: false);
        float norm = trainable.GradientNorm();
        trainable.ClipGradients(norm / 2);
        new SGD(0.1, momentum: 0.9, weightDecay: 0.1).Step(trainable);

        double squares = 0;
        foreach (ParameterInfo parameter in probe.Info.Parameters)
        {
            Span<float> gradient = trainable.Gradients.Slice(parameter.Offset, parameter.Length);
            ReadOnlySpan<float> after = probe.Network.Parameters.Slice(parameter.Offset, parameter.Length);
            Assert.Equal(
                parameter.Frozen,
                parameter.Name.StartsWith("frozen", StringComparison.Ordinal) || parameter.Name.StartsWith("norm2", StringComparison.Ordinal));
            Assert.Equal(parameter.Frozen, after.SequenceEqual(before.AsSpan(parameter.Offset, parameter.Length)));
            Assert.Equal(parameter.Frozen, !gradient.ContainsAnyExcept(Mark));
            if (!parameter.Frozen) foreach (float g in gradient) squares += 4.0 * g * g;
        }

        Assert.Equal(Math.Sqrt(squares), norm, 1e-4 * norm);
        Assert.Equal(state, Statistics(probe));
    }

    /// <summary>Training packs what follows from frozen statistics once for each edit: a new file must show.</summary>
    [Fact]
    public void Frozen_statistics_can_be_edited_between_steps()
    {
        INetworkProbe probe = s_create.Value(3);
        var data = new NetworkData(s_network.Graph, 3, seed: 1);
        data.SetWeights(probe);
        Batch samples = data.Samples(probe.Info, targets: true);
        float before = probe.ForwardBackward(samples, 1, accumulate: false);
        probe.Network.Parameter("norm2.running_mean").CopyFrom([.. Enumerable.Range(0, 18).Select(i => 0.1f * i)]);
        Assert.NotEqual(before, probe.ForwardBackward(samples, 1, accumulate: false));
    }

    [Fact]
    public void Frozen_parameters_and_statistics_are_saved()
    {
        INetworkProbe probe = s_create.Value(1, 3), other = s_create.Value(1, 4);
        using var stream = new MemoryStream();
        probe.Network.Save(stream);
        stream.Position = 0;
        LoadReport report = other.Network.Load(stream);
        Assert.Contains("frozen.weight", report.Loaded);
        Assert.Contains("norm2.running_var", report.Loaded);
        Assert.Empty(report.Missing);
        Assert.True(probe.Network.Parameters.SequenceEqual(other.Network.Parameters));
    }

    private static float[] Statistics(INetworkProbe probe)
    {
        float[] mean = new float[18];
        probe.Network.Parameter("norm2.running_mean").CopyTo(mean);
        return mean;
    }
}
