using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

public class NetworkCoreTests
{
    private static readonly float[] Ones = [1, 1, 1, 1, 1];

    [Fact]
    public void Blocks_start_on_cache_lines_and_never_move()
    {
        FakeNetwork network = new(maxBatch: 3);
        network.ForwardBackward(Ones);
        Assert.Equal((nuint)0, Address(ref network.Core.ParameterBlock) % 64);
        Assert.Equal((nuint)0, Address(ref network.Core.GradientBlock) % 64);
        Assert.Equal((nuint)0, Address(ref network.Core.StateBlock) % 64);
        Assert.Equal((nuint)0, Address(ref network.Core.Packed(FakeNetwork.TrainProgram)) % 64);
        nuint arena = Address(ref network.Core.Arena(FakeNetwork.InferProgram));
        Assert.Equal((nuint)0, arena % 64);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(arena, Address(ref network.Core.Arena(FakeNetwork.InferProgram)));

        static nuint Address(ref float first) => (nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref first);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public void Forward_computes_on_any_number_of_threads(int threads)
    {
        FakeNetwork network = new(maxBatch: 50, threads: threads);
        network.Parameter(FakeNetwork.Weight).CopyFrom([.. Enumerable.Range(0, 15).Select(i => (float)i)]);
        float[] input = [.. Enumerable.Range(0, 250).Select(i => (float)(i / 5))], output = new float[150];
        network.Forward(input, output);
        for (int sample = 0; sample < 50; sample++)
            Assert.Equal([0.25f + sample * 10, 0.25f + sample * 35, 0.25f + sample * 60], output[(sample * 3)..(sample * 3 + 3)]);
    }

    [Theory, InlineData(0), InlineData(NetworkLayout.ServedKernelVersion - 1), InlineData(NetworkLayout.ServedKernelVersion + 1), InlineData(int.MaxValue)]
    public void Networks_for_other_kernels_are_refused(int version)
    {
        NetworkLayout layout = new(0, 0, [], []) { KernelVersion = version };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => new NetworkCore(FakeNetwork.Info, layout, new FakeNetwork(), maxBatch: 1, seed: 0, threads: 1));
        Assert.StartsWith($"{FakeNetwork.Info.Name} was generated for version {version} of Kiln's kernels, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_are_checked_by_name()
    {
        FakeNetwork network = new(maxBatch: 2);
        Assert.Contains(
            "expects 5 for each of 1 to 2 samples", Assert.Throws<ArgumentException>("input", () => network.Forward(new float[6], new float[3])).Message);
        Assert.Throws<ArgumentException>("input", () => network.Forward(new float[0], new float[3]));
        Assert.Throws<ArgumentException>("input", () => network.Forward(new float[15], new float[9]));
        Assert.Contains("6 in all", Assert.Throws<ArgumentException>("output", () => network.Forward(new float[10], new float[3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>("batch", () => network.Core.Execute(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>("batch", () => network.Core.Execute(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxBatch", () => new FakeNetwork(maxBatch: 0));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => new FakeNetwork(threads: -1));
    }

    [Fact]
    public void Slots_are_bound_during_the_call_only()
    {
        FakeNetwork network = new();
        bool[] bound = [];
        network.DuringInference = own => bound = [own.Core.IsBound(0), own.Core.IsBound(1), own.Core.IsBound(2)];
        network.Forward(Ones, new float[3]);
        Assert.Equal([true, true, false], bound);
        Assert.False(network.Core.IsBound(0));
        Assert.Throws<InvalidOperationException>(() => network.Core.Bound<float>(0));
    }

    [Fact]
    public void A_second_thread_on_one_instance_is_told_so()
    {
        FakeNetwork network = new();
        Exception? seen = null;
        network.DuringInference = own =>
        {
            Thread intruder = new(() => seen = Record.Exception(() => own.Forward(Ones, new float[3])));
            intruder.Start();
            intruder.Join();
        };
        network.Forward(Ones, new float[3]);
        Assert.Contains("Share()", Assert.IsType<InvalidOperationException>(seen).Message);
        network.DuringInference = null;
        network.Forward(Ones, new float[3]);
    }

    [Fact]
    public void A_failed_call_leaves_the_network_usable()
    {
        FakeNetwork network = new();
        network.DuringInference = _ => throw new InvalidDataException();
        Assert.Throws<InvalidDataException>(() => network.Forward(Ones, new float[3]));
        network.DuringInference = null;
        network.Forward(Ones, new float[3]);

        network.DuringPacking = () => throw new InvalidDataException();
        network.Parameter(FakeNetwork.Bias).CopyFrom([4, 5, 6]);
        Assert.Throws<InvalidDataException>(() => network.Forward(Ones, new float[3]));
        network.DuringPacking = null;
        float[] output = new float[3];
        network.Forward(new float[5], output);
        Assert.Equal([4f, 5, 6], output);
    }

    [Fact]
    public void Inference_packs_once_for_each_edit_and_training_once_for_each_version()
    {
        FakeNetwork network = new();
        for (int i = 0; i < 3; i++) network.Forward(Ones, new float[3]);
        Assert.Equal([1, 0], network.Packs);
        for (int i = 0; i < 3; i++) network.ForwardBackward(Ones);
        Assert.Equal([1, 1], network.Packs);
        network.EditParameters();
        network.Core.Publish();
        network.ForwardBackward(Ones);
        Assert.Equal([1, 2], network.Packs);
        network.Forward(Ones, new float[3]);
        Assert.Equal([2, 2], network.Packs);
    }

    [Fact]
    public void Training_reads_weights_as_they_are_now()
    {
        FakeNetwork network = new();
        network.EditParameters()[0] = 11;
        Assert.Equal(11, network.ForwardBackward(Ones));
        network.EditParameters()[0] = 12;
        Assert.Equal(12, network.ForwardBackward(Ones));
    }

    [Fact]
    public void Running_statistics_that_training_changed_reach_inference()
    {
        FakeNetwork network = new();
        float[] output = new float[3];
        network.Forward(new float[5], output);
        Assert.Equal(0.25f, output[0]);
        network.ForwardBackward(Ones);
        network.ForwardBackward(Ones);
        network.Forward(new float[5], output);
        Assert.Equal(2.25f, output[0]);
    }

    [Fact]
    public void Gradients_are_overwritten_or_accumulated()
    {
        FakeNetwork network = new();
        Assert.Equal(64, network.Gradients.Length);
        network.ForwardBackward(Ones, scale: 2);
        network.ForwardBackward(Ones, scale: 3);
        Assert.Equal(3, network.Gradient(FakeNetwork.Bias)[0]);
        network.ForwardBackward(Ones, scale: 0.5f, accumulate: true);
        Assert.Equal(3.5f, network.Gradient(FakeNetwork.Bias)[0]);
        Assert.Equal(2, network.Core.Losses.Length);
    }

    [Fact]
    public void Shares_see_published_edits_only_and_never_pack()
    {
        FakeNetwork network = new();
        network.Parameter(FakeNetwork.Bias).CopyFrom([1, 1, 1]);
        FakeNetwork share = network.Share(maxBatch: 4);
        Assert.Equal(4, share.MaxBatch);
        Assert.Equal(1, Bias(share));
        network.Parameter(FakeNetwork.Bias).CopyFrom([2, 2, 2]);
        Assert.Equal(1, Bias(share));
        network.Core.Publish();
        Assert.Equal(2, Bias(share));
        network.Parameter(FakeNetwork.Bias).CopyFrom([3, 3, 3]);
        Assert.Equal(3, Bias(network));
        Assert.Equal(3, Bias(share));
        Assert.Equal([0, 0], share.Packs);
        Assert.Equal(3, network.Packs[FakeNetwork.InferProgram]);

        static float Bias(FakeNetwork network)
        {
            float[] output = new float[3];
            network.Forward(new float[5], output);
            return output[0];
        }
    }

    [Fact]
    public void Shares_have_the_same_weights_and_step_but_their_own_gradients()
    {
        FakeNetwork network = new(seed: 7);
        FakeNetwork share = network.Share();
        Assert.True(Unsafe.AreSame(ref network.Core.ParameterBlock, ref share.Core.ParameterBlock));
        network.Core.StepCount = 5;
        Assert.Equal((5, 7, network.Core.Version), (share.Core.StepCount, share.Core.Seed, share.Core.Version));
        share.ForwardBackward(Ones);
        Assert.Equal(0, network.GradientNorm());
        Assert.NotEqual(0, share.GradientNorm());
        Assert.False(Unsafe.AreSame(ref network.Core.Arena(0), ref share.Core.Arena(0)));
    }

    [Fact]
    public void Poison_reaches_arenas_of_now_and_later()
    {
        FakeNetwork network = new(maxBatch: 2, threads: 2);
        network.Core.Poison();
        network.ForwardBackward(Ones);
        AssertAllNaN(ref network.Core.Arena(FakeNetwork.InferProgram), 16 + 2 * 16 + 2 * 16);
        AssertAllNaN(ref network.Core.Arena(FakeNetwork.TrainProgram), 32 + 2 * 16 + 2 * 16);

        static void AssertAllNaN(ref float first, int length)
        {
            for (int i = 0; i < length; i++) Assert.True(float.IsNaN(Unsafe.Add(ref first, i)));
        }
    }

    [Fact]
    public void An_arena_that_is_too_large_says_what_to_do()
    {
        string message = Assert.Throws<InvalidOperationException>(() => new FakeNetwork(maxBatch: int.MaxValue)).Message;
        Assert.Contains("the arena of Infer", message);
        Assert.Contains("smaller maxBatch", message);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Calls_allocate_nothing(int threads)
    {
        FakeNetwork network = new(maxBatch: 64, threads: threads), share = network.Share();
        float[] input = new float[64 * 5], output = new float[64 * 3];
        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            network.ForwardBackward(input);
            network.EditParameters()[0] += 1;
            network.Core.Publish();
            network.Forward(input, output);
            share.Forward(input, output);
        }
    }
}
