using System.Runtime.InteropServices;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// What generated networks promise beside their numbers: equal bits on any number of threads, no allocation, shares that never see half an edit.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class RuntimeBehaviourTests
{
    /// <summary>Large enough that segments are split between threads.</summary>
    private static readonly NetworkText s_large = new("Large",
        "[Input(3, 20, 21), Conv2D(6, kernel: 3, padding: 1), BatchNorm, ReLU, Conv2D(32, kernel: 3, stride: 2), ReLU, Dropout(0.2), Conv2D(32, kernel: 3, "
        + "padding: 1, groups: 2), BatchNorm, Tanh, MaxPool2D(2), Flatten, Dense(100), ReLU, Dense(10), SoftmaxCrossEntropy]",
        Batch: 24);

    private static readonly Lazy<(EvaluatedNetwork Network, NetworkFactory Create)> s_compiled = new(() =>
    {
        EvaluatedNetwork network = s_large.Evaluate();
        return (network, NetworkCompiler.Compile(network)[0]);
    });

    [Fact]
    public void Results_have_equal_bits_on_any_number_of_threads()
    {
        (EvaluatedNetwork network, NetworkFactory create) = s_compiled.Value;
        byte[] one = Trace(network, create, threads: 1);
        foreach (int threads in new[] { 2, 4 })
            Assert.True(one.AsSpan().SequenceEqual(Trace(network, create, threads)), $"{threads} threads give other bits than one.");
    }

    [Fact]
    public void A_run_is_repeated_to_the_bit()
    {
        (EvaluatedNetwork network, NetworkFactory create) = s_compiled.Value;
        Assert.Equal(Trace(network, create, threads: 2), Trace(network, create, threads: 2));
    }

    [Fact]
    public void A_sample_has_the_same_result_in_any_batch()
    {
        (EvaluatedNetwork network, NetworkFactory create) = s_compiled.Value;
        var data = new NetworkData(network.Graph, s_large.Batch, seed: 1);
        INetworkProbe probe = create(s_large.Batch, 0, 1);
        data.SetWeights(probe);
        Batch all = data.Samples(probe.Info, targets: false), outputs = data.Outputs(probe.Info);
        probe.Forward(all, outputs);
        double[] expected = [.. outputs.Read<float>(0)[..10].ToArray().Select(x => (double)x)];
        all.Count = outputs.Count = 1;
        probe.Forward(all, outputs);
        NetworkCheck.Close(expected, outputs.Read<float>(0), "One sample alone");
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_calls()
    {
        (EvaluatedNetwork network, NetworkFactory create) = s_compiled.Value;
        var data = new NetworkData(network.Graph, 4, seed: 1);
        INetworkProbe probe = create(4, 0, 1);
        Batch inputs = data.Samples(probe.Info, targets: false), samples = data.Samples(probe.Info, targets: true), outputs = data.Outputs(probe.Info);
        var optimizer = new Kiln.Training.SGD(0.01, momentum: 0.9);
        for (int i = 0; i < 3; i++) Step();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) probe.Forward(inputs, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            probe.ForwardBackward(samples, 1, accumulate: false);
            optimizer.Step((ITrainable)probe.Network);
            probe.Evaluate(samples, outputs);
            probe.Forward(inputs, outputs);
        }
    }

    /// <summary>The owner writes weights of one value everywhere; a share that mixed two of them would give a sum that no single value gives.</summary>
    [Fact]
    public async Task Shares_never_see_half_an_edit()
    {
        EvaluatedNetwork network = new NetworkText("Torn", "[Input(64), Dense(64, bias: false), Dense(1, bias: false)]").Evaluate();
        INetworkProbe owner = NetworkCompiler.Compile(network)[0](1, 0, 1), share = owner.Share(1);
        float[] one = [.. Enumerable.Repeat(1f, 64)];
        Set(1);
        using var done = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        Task reader = Task.Run(() =>
        {
            var inputs = new Batch(share.Info.Inputs, 1);
            var outputs = new Batch(share.Info.Outputs, 1);
            one.CopyTo(inputs.Write<float>(0));
            while (!done.IsCancellationRequested)
            {
                share.Forward(inputs, outputs);
                started.Set();
                // Weights w everywhere give 64 * 64 * w * w, exact in float32 for small whole w.
                double root = Math.Sqrt(outputs.Read<float>(0)[0] / 4096);
                Assert.True(root is >= 1 and <= 8 && root == Math.Floor(root), $"The share computed {outputs.Read<float>(0)[0]}.");
            }
        });
        // On a busy machine the reader may begin late: edits that nobody reads prove nothing.
        started.Wait();
        for (int edit = 0; edit < 2000; edit++) Set(1 + (edit % 8));
        await done.CancelAsync();
        await reader;

        void Set(float w)
        {
            owner.Network.EditParameters().Fill(w);
            owner.Network.Core.Publish();
        }
    }

    [Fact]
    public async Task A_share_may_infer_while_the_owner_trains()
    {
        (EvaluatedNetwork network, NetworkFactory create) = s_compiled.Value;
        var data = new NetworkData(network.Graph, 4, seed: 1);
        INetworkProbe owner = create(4, 0, 2), share = owner.Share(2);
        Batch samples = data.Samples(owner.Info, targets: true);
        var optimizer = new Kiln.Training.SGD(0.01);
        var two = new NetworkData(network.Graph, 2, seed: 1);
        Task reader = Task.Run(() =>
        {
            Batch inputs = two.Samples(share.Info, targets: false), outputs = two.Outputs(share.Info);
            for (int i = 0; i < 50; i++)
            {
                share.Forward(inputs, outputs);
                Assert.All(outputs.Read<float>(0).ToArray(), x => Assert.True(float.IsFinite(x)));
            }
        });
        for (int i = 0; i < 20; i++)
        {
            owner.ForwardBackward(samples, 1, accumulate: false);
            optimizer.Step((ITrainable)owner.Network);
        }

        await reader;
    }

    /// <summary>A user's Debug build: kernels of Kiln.dll, one after another, give the results of fused ones.</summary>
    [Theory]
    [InlineData("TinyLeNet")]
    [InlineData("ConvBatchNorm")]
    [InlineData("Depthwise")]
    [InlineData("SigmoidMlp")]
    [InlineData("ActivationsOfTheCaller")]
    [InlineData("Poolings")]
    public void Kernels_of_the_library_give_the_same(string name)
    {
        NetworkText text = NetworkTable.All.Single(network => network.Name == name);
        (EvaluatedNetwork network, NetworkFactory create) = (text.Evaluate(), NetworkCompiler.FromSource(text, OptimizationLevel.Debug, kernels: "Library"));
        new NetworkCheck(network, create).Run(text.Batch, text.Batch + 1);
    }

    /// <summary>The whole way of a user: source text through the generator, in a Release build.</summary>
    [Theory]
    [InlineData("TinyLeNet", "Auto")]
    [InlineData("TinyLeNet", "Emit")]
    [InlineData("Depthwise", "Auto")]
    [InlineData("Mlp", "Auto")]
    [InlineData("Mlp", "Emit")]
    public void The_generator_gives_the_same(string name, string kernels)
    {
        NetworkText text = NetworkTable.All.Single(network => network.Name == name);
        new NetworkCheck(text.Evaluate(), NetworkCompiler.FromSource(text, OptimizationLevel.Release, kernels)).Run(text.Batch, text.Batch + 1);
    }

    /// <summary>All numbers of a few training steps and an inference, as bytes.</summary>
    private static byte[] Trace(EvaluatedNetwork network, NetworkFactory create, int threads)
    {
        var data = new NetworkData(network.Graph, s_large.Batch, seed: 1);
        INetworkProbe probe = create(s_large.Batch, 7, threads);
        probe.Network.Core.Poison();
        Batch samples = data.Samples(probe.Info, targets: true), outputs = data.Outputs(probe.Info);
        var optimizer = new Kiln.Training.SGD(0.05, momentum: 0.9);
        var bytes = new List<byte>();
        for (int step = 0; step < 3; step++)
        {
            bytes.AddRange(BitConverter.GetBytes(probe.ForwardBackward(samples, 1, accumulate: step == 2)));
            bytes.AddRange(MemoryMarshal.AsBytes(((ITrainable)probe.Network).Gradients).ToArray());
            optimizer.Step((ITrainable)probe.Network);
        }

        bytes.AddRange(BitConverter.GetBytes(probe.Evaluate(samples, null)));
        probe.Forward(data.Samples(probe.Info, targets: false), outputs);
        bytes.AddRange(MemoryMarshal.AsBytes(outputs.Read<float>(0)).ToArray());
        bytes.AddRange(MemoryMarshal.AsBytes(probe.Network.Core.State).ToArray());
        return [.. bytes];
    }
}
