using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class AugmentTests
{
    private sealed class Noise : IAugmentation
    {
        public void Apply(Batch batch, ref Philox random)
        {
            foreach (ref float value in batch.Write<float>(0)) value += random.NextNormal();
        }
    }

    private sealed class Double : IAugmentation
    {
        public void Apply(Batch batch, ref Philox random)
        {
            random.NextUInt32();
            foreach (ref float value in batch.Write<float>(0)) value *= 2;
        }
    }

    private static IDataset Zeros => Dataset.Of(10, new float[30], new int[10]);

    [Fact]
    public void Each_epoch_and_batch_draws_other_numbers_and_the_same_ones_again()
    {
        using BatchLoader loader = new(Zeros.Augment(new Noise()), 4, seed: 1);
        float[][] Epoch(int epoch)
        {
            List<float[]> batches = [];
            loader.Start(epoch);
            while (loader.Next() is { } batch) batches.Add(batch.Read<float>(0).ToArray());
            return [.. batches];
        }

        float[][] first = Epoch(0), second = Epoch(1), again = Epoch(0);
        Assert.Equal(first, again);
        Assert.Equal(60, first.Concat(second).SelectMany(batch => batch).Distinct().Count());
    }

    [Fact]
    public void Steps_run_in_order_and_another_step_does_not_change_the_numbers()
    {
        float[] alone = First(Zeros.Augment(new Noise())), doubled = First(Zeros.Augment(new Noise(), new Double()));
        Assert.Equal([.. alone.Select(value => 2 * value)], doubled);
        Assert.Contains(alone, value => value != 0);
    }

    [Fact]
    public void Views_pass_the_numbers_on()
    {
        IDataset noisy = Zeros.Augment(new Noise());
        float[] direct = First(noisy);
        Assert.Equal(direct, First(noisy.Take(10)));
        Assert.Equal(direct, First(noisy.Columns(0)));
        // Reading rows directly has no epoch: it draws the same every time, other than the loader.
        Batch batch = new(noisy.Columns, 4);
        noisy.Read([0, 1, 2, 3], batch);
        float[] plain = batch.Read<float>(0).ToArray();
        noisy.Read([0, 1, 2, 3], batch);
        Assert.Equal(plain, batch.Read<float>(0).ToArray());
        Assert.NotEqual(direct, plain);
    }

    [Fact]
    public void Nothing_and_null_are_refused()
    {
        Assert.Throws<ArgumentException>("steps", () => Zeros.Augment());
        Assert.Throws<ArgumentNullException>("steps", () => Zeros.Augment((IAugmentation)null!));
    }

    private static float[] First(IDataset data) => data.Batches(4).First().Read<float>(0).ToArray();
}
