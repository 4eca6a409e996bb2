using System.Runtime.CompilerServices;

namespace Kiln.Runtime.Tests.Networks;

public class TornWeightTests
{
    private const int Readers = 3;

    /// <summary>
    /// One thread keeps writing new values, all equal, into the weights and publishes them; inference must see equal values during the whole call.
    /// </summary>
    [Fact]
    public void Shares_never_see_a_torn_weight()
    {
        FakeNetwork trainer = new();
        // Packing stops half-way for a moment, so that a reader of the buffer would be caught.
        trainer.DuringPacking = static () => Thread.Yield();
        trainer.EditParameters().Fill(1);
        FakeNetwork[] shares = [.. Enumerable.Range(0, Readers).Select(_ => trainer.Share())];
        using ManualResetEventSlim stop = new();
        long[] calls = new long[Readers];
        string?[] torn = new string?[Readers];
        Thread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => new Thread(() => Read(reader)))];
        foreach (Thread reader in readers) reader.Start();

        int published = 1;
        float[] input = new float[5], output = new float[3];
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < 1500 && torn.All(message => message is null);)
        {
            trainer.EditParameters().Fill(++published);
            // Both ways of publishing.
            if (published % 2 == 0) trainer.Core.Publish();
            else trainer.Forward(input, output);
        }

        stop.Set();
        foreach (Thread reader in readers) reader.Join();
        Assert.All(torn, Assert.Null);
        Assert.All(calls, count => Assert.True(count > 10, $"a reader made {count} calls only"));
        Assert.True(published > 100, $"only {published} versions were published");

        void Read(int reader)
        {
            float last = 0;
            shares[reader].DuringInference = network =>
            {
                ref float packed = ref network.Core.Packed(FakeNetwork.InferProgram);
                float value = packed;
                if (value < last) torn[reader] = $"went back from {last} to {value}";
                for (int pass = 0; pass < 3; pass++)
                {
                    for (int i = 0; i < 32; i++)
                    {
                        float other = Volatile.Read(ref Unsafe.Add(ref packed, i));
                        if (other != value) torn[reader] = $"{value} and {other} in one call";
                    }

                    if (pass == 0) Thread.Yield();
                }

                last = value;
            };
            float[] input = new float[5], output = new float[3];
            while (!stop.IsSet)
            {
                shares[reader].Forward(input, output);
                calls[reader]++;
            }
        }
    }
}
