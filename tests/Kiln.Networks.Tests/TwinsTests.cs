using Kiln.Data;
using Kiln.Training;

namespace Kiln.Networks.Tests;

/// <summary>A network of two inputs over one shared tower (Hadsell et al. 2006), with a loss and an entry of its own.</summary>
public sealed class TwinsTests
{
    private const int Pairs = 256, Features = 6;

    [Fact]
    public void Pairs_of_one_cluster_come_close_and_others_part()
    {
        (float[] lefts, float[] rights, float[] same) = Samples();
        var net = new Twins(maxBatch: 64, seed: 1);
        Trainer.For(net, new Adam(1e-2)).Fit(Dataset.Of(Pairs, lefts, rights, same), epochs: 15);

        float[] distances = new float[64];
        net.Forward(left: lefts.AsSpan(0, 64 * Twins.LeftSize), right: rights.AsSpan(0, 64 * Twins.RightSize), distance: distances);
        double near = Enumerable.Range(0, 64).Where(i => same[i] == 1).Average(i => distances[i]);
        double far = Enumerable.Range(0, 64).Where(i => same[i] == 0).Average(i => distances[i]);
        Assert.True(near < far / 3, FormattableString.Invariant($"Pairs of one cluster are {near} apart, others {far}."));
    }

    [Fact]
    public void The_entry_and_the_terms_are_parts_of_the_network()
    {
        (float[] lefts, float[] rights, float[] same) = Samples();
        var net = new Twins(maxBatch: 4, seed: 2);
        float[] left = new float[4], right = new float[4], distance = new float[1];
        net.Embed(lefts.AsSpan(0, Features), left);
        net.Embed(rights.AsSpan(0, Features), right);
        net.Forward(lefts.AsSpan(0, Features), rights.AsSpan(0, Features), distance);
        Assert.Equal(Math.Sqrt(left.Zip(right, (a, b) => (a - b) * (double)(a - b)).Sum()), distance[0], 1e-5);

        float loss = net.ForwardBackward(lefts.AsSpan(0, 4 * Features), rights.AsSpan(0, 4 * Features), same.AsSpan(0, 4));
        Assert.Equal(["pull", "push"], Twins.Info.LossTerms);
        Assert.Equal(loss, net.LossTerms[0] + net.LossTerms[1], 1e-5f);
    }

    /// <summary>Points around one of two centers; a pair is of one cluster or of both.</summary>
    private static (float[] Lefts, float[] Rights, float[] Same) Samples()
    {
        var random = new Random(7);
        float[] lefts = new float[Pairs * Features], rights = new float[Pairs * Features], same = new float[Pairs];
        for (int pair = 0; pair < Pairs; pair++)
        {
            int left = random.Next(2), right = random.Next(2);
            same[pair] = left == right ? 1 : 0;
            for (int i = 0; i < Features; i++)
            {
                lefts[(pair * Features) + i] = (float)(left - 0.5 + (0.3 * (random.NextDouble() - 0.5)));
                rights[(pair * Features) + i] = (float)(right - 0.5 + (0.3 * (random.NextDouble() - 0.5)));
            }
        }

        return (lefts, rights, same);
    }
}
