using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>A row that is computed chunk by chunk is the row that is computed at once, whatever values its chunks hold.</summary>
[Trait("Category", "Numeric")]
public sealed class LongRowTests
{
    private const int Columns = 75;

    /// <summary>Where the chunks begin, and the end of the last; in memory there is a vector more.</summary>
    private static readonly int[] s_bounds = [0, 16, 48, 64, Columns];

    public static TheoryData<string> Rows => ["random", "far apart", "-infinity in a chunk", "-infinity", "infinity", "NaN"];

    [Theory, MemberData(nameof(Rows))]
    public void Softmax_in_chunks_is_the_one_at_once(string values)
    {
        float[] x = Row(values), expected = Samples.Filled(x.Length, 0), y = Samples.Filled(x.Length, 0), maxima = new float[8], sums = new float[8];
        Softmax.Rows(ref x[0], ref expected[0], 1, Columns, 0);
        EachChunk((first, columns, chunk) => LongSoftmax.Exponentials(
            ref x[first], ref y[first], columns, ref maxima[2 * chunk.Present], ref sums[2 * chunk.Present]));
        EachChunk((first, columns, chunk) => LongSoftmax.Normalize(ref y[first], columns, ref maxima[0], ref sums[0], in chunk));
        AssertClose(expected, y, 2e-6);

        Softmax.LogRows(ref x[0], ref expected[0], 1, Columns, 0);
        EachChunk((first, columns, chunk) => LongSoftmax.SumOfExponentials(
            ref x[first], columns, ref maxima[2 * chunk.Present], ref sums[2 * chunk.Present]));
        EachChunk((first, columns, chunk) => LongSoftmax.Log(ref x[first], ref y[first], columns, ref maxima[0], ref sums[0], in chunk));
        AssertClose(expected, y, 2e-6);
    }

    [Theory, MemberData(nameof(Rows))]
    public void Masked_softmax_in_chunks_is_the_one_at_once(string values)
    {
        foreach (Func<int, bool> isKept in (Func<int, bool>[])[i => i % 3 > 0, i => i is >= 16 and < 48, _ => false])
        {
            float[] x = Row(values), expected = Samples.Filled(x.Length, 0), y = Samples.Filled(x.Length, 0), maxima = new float[8], sums = new float[8];
            float[] mask = [.. Enumerable.Range(0, x.Length).Select(i => isKept(i) ? 1f : 0f)];
            Softmax.MaskedRows(ref x[0], ref mask[0], 0, ref expected[0], 1, Columns, 0);
            EachChunk((first, columns, chunk) => LongSoftmax.MaskedExponentials(
                ref x[first], ref mask[first], ref y[first], columns, ref maxima[2 * chunk.Present], ref sums[2 * chunk.Present]));
            EachChunk((first, columns, chunk) => LongSoftmax.NormalizeMasked(ref y[first], columns, ref maxima[0], ref sums[0], in chunk));
            AssertClose(expected, y, 2e-6);
        }
    }

    [Fact]
    public void Normalization_in_chunks_is_the_one_at_once()
    {
        // Chunks far from each other and close together within: what their variances alone do not know.
        float[] x = Samples.Rows(1, Columns, 80, 3), weight = Samples.Rows(1, Columns, 80, 4), bias = Samples.Rows(1, Columns, 80, 5);
        for (int i = 0; i < Columns; i++) x[i] += 1000 + (i / 16 * 100);
        float[] expected = new float[x.Length], y = new float[x.Length], kept = new float[4];
        float[] counts = new float[8], means = new float[8], variances = new float[8];
        LayerNormalization.Forward(ref x[0], ref weight[0], ref bias[0], ref expected[0], 1, Columns, 0, 1e-5, ref kept[0], ref kept[1]);
        EachChunk((first, columns, chunk) => LongLayerNormalization.Moments(
            ref x[first], columns, ref counts[2 * chunk.Present], ref means[2 * chunk.Present], ref variances[2 * chunk.Present]));
        EachChunk((first, columns, chunk) => LongLayerNormalization.Forward(
            ref x[first], ref weight[first], ref bias[first], ref y[first], columns, 1e-5, ref kept[2], ref kept[3], ref counts[0], ref means[0],
            ref variances[0], in chunk));
        AssertClose(expected, y, 5e-6);
        Samples.AssertClose(kept[0], kept[2], 1e-6, "mean");
        Samples.AssertClose(kept[1], kept[3], 1e-6, "factor");
    }

    [Theory, MemberData(nameof(Rows))]
    public void Cross_entropy_in_chunks_is_the_one_at_once(string values)
    {
        float[] x = Row(values), weights = [.. Samples.Rows(1, Columns, 96, 7).Select(MathF.Abs)];
        foreach ((int target, float smoothing, bool isWeighted) in (IEnumerable<(int, float, bool)>)
            [(0, 0f, false), (17, 0f, true), (Columns - 1, 0f, false), (47, 0.1f, false), (64, 0.1f, true), (-1, 0.1f, true), (3, 1f, true)])
        {
            int t = target;
            ref float ClassWeights() => ref isWeighted ? ref weights[0] : ref Unsafe.NullRef<float>();
            float[] expected = [.. x], y = [.. x], maxima = new float[8], sums = new float[8], v = new float[8], d = new float[8];
            float loss = 0, weight = 0, lossAtOnce = 0, weightAtOnce = 0;
            SoftmaxCrossEntropy.Forward(ref x[0], ref t, 1, Columns, 0, smoothing, -1, ref ClassWeights(), ref lossAtOnce, ref weightAtOnce);
            EachChunk((first, columns, chunk) => LongSoftmaxCrossEntropy.Terms(
                ref x[first], first, columns, smoothing, ref ClassWeights(), ref maxima[2 * chunk.Present], ref sums[2 * chunk.Present],
                ref v[2 * chunk.Present], ref d[2 * chunk.Present]));
            LongSoftmaxCrossEntropy.Loss(
                ref x[0], ref t, 1, Columns, 0, smoothing, -1, ref ClassWeights(), ref maxima[0], ref sums[0], ref v[0], ref d[0],
                new ChunksOfRow(0, s_bounds.Length - 1, 2), ref loss, ref weight);
            AssertClose([lossAtOnce, weightAtOnce], [loss, weight], 2e-6);

            SoftmaxCrossEntropy.Gradient(ref expected[0], ref t, 1, Columns, 0, smoothing, -1, ref ClassWeights(), 0.5f, ref expected[0]);
            EachChunk((first, columns, chunk) => LongSoftmaxCrossEntropy.Exponentials(
                ref y[first], ref y[first], first, columns, smoothing, ref ClassWeights(), ref maxima[2 * chunk.Present], ref sums[2 * chunk.Present],
                ref v[2 * chunk.Present]));
            EachChunk((first, columns, chunk) => LongSoftmaxCrossEntropy.Gradient(
                ref y[first], ref t, first, columns, Columns, smoothing, -1, ref ClassWeights(), 0.5f, ref maxima[0], ref sums[0], ref v[0], in chunk));
            AssertClose(expected, y, 2e-6);
        }
    }

    private static void EachChunk(Action<int, int, ChunksOfRow> compute)
    {
        for (int chunk = 0; chunk + 1 < s_bounds.Length; chunk++)
            compute(s_bounds[chunk], s_bounds[chunk + 1] - s_bounds[chunk], new ChunksOfRow(chunk, s_bounds.Length - 1, 2));
    }

    private static float[] Row(string values)
    {
        float[] x = Samples.Rows(1, Columns, 96, 1, 10);
        for (int i = 0; i < Columns; i++)
            x[i] = values switch
            {
                "far apart" => x[i] + (i < 16 ? 300 : i < 48 ? -300 : 0),
                "-infinity in a chunk" when i is >= 16 and < 48 => float.NegativeInfinity,
                "-infinity" => float.NegativeInfinity,
                "infinity" when i == 20 => float.PositiveInfinity,
                "NaN" when i == 70 => float.NaN,
                _ => x[i],
            };
        return x;
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        for (int i = 0; i < Math.Min(Columns, expected.Length); i++)
            if (float.IsFinite(expected[i])) Samples.AssertClose(expected[i], actual[i], tolerance, FormattableString.Invariant($"[{i}]"));
            else Assert.Equal(expected[i], actual[i]);
    }
}
