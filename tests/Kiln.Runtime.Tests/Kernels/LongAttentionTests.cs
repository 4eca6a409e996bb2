using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>An attention that is computed in chunks of its keys is the one that is computed at once, whatever scores its chunks have.</summary>
[Trait("Category", "Numeric")]
public sealed class LongAttentionTests
{
    private const int Heads = 2, Queries = 3, Keys = 75, Width = 10, Features = Heads * Width, Pitch = 80, Chunks = 4, Slack = 32;

    /// <summary>Where the chunks begin, and the end of the last.</summary>
    private static readonly int[] s_bounds = [0, 16, 48, 64, Keys];

    private static readonly Func<int, bool>[] s_masks = [key => key % 3 > 0, key => key is >= 16 and < 48, key => key >= 70, _ => false];

    private static readonly AttentionShape s_shape = new(Heads, Queries, Keys, Width, Features, Features, Features, Pitch);

    public static TheoryData<string, double> Cases => new()
    {
        { "random", 0 }, { "random", 0.25 }, { "far apart", 0 }, { "-infinity in a chunk", 0 }, { "-infinity", 0 }, { "infinity", 0 }, { "NaN", 0 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Attention_in_chunks_is_the_one_at_once(string keys, double rate) => Check(keys, rate, isKept: null);

    [Theory, MemberData(nameof(Cases))]
    public void Masked_attention_in_chunks_is_the_one_at_once(string keys, double rate)
    {
        foreach (Func<int, bool> isKept in s_masks) Check(keys, rate, isKept);
    }

    private static void Check(string values, double rate, Func<int, bool>? isKept)
    {
        float[] q = [.. Rows(Queries, 1).Select(MathF.Abs)], k = KeysOf(values), v = Rows(Keys, 3), dy = Rows(Queries, 4);
        float[] scratch = new float[(Width + (2 * Queries)) * Pitch];
        float[] mask = [.. Enumerable.Range(0, Pitch + Slack).Select(key => isKept?.Invoke(key) == true ? 1f : 0f)];
        ref float Mask(int key) => ref isKept is null ? ref Unsafe.NullRef<float>() : ref mask[key];
        DropoutKey random = new(7, 8);
        const nint sample = 5;

        // The numbers of a chunk, one behind another; each chunk's lie a stride further.
        const int numbers = Heads * Queries, terms = numbers * Pitch, stride = (3 * numbers) + (Queries * Features) + (2 * terms);
        float[] left = new float[Chunks * stride];
        ref float Left(int chunk, int at) => ref left[(chunk * stride) + at];
        const int sums = numbers, dots = 2 * numbers, parts = 3 * numbers, exponentials = parts + (Queries * Features), gradients = exponentials + terms;

        float[] expected = Rows(Queries, 9), y = Rows(Queries, 9);
        Attention.Forward(ref q[0], ref k[0], ref v[0], ref Mask(0), ref expected[0], ref scratch[0], in s_shape, in random, sample, rate, 0, Heads);
        for (int chunk = 0; chunk < Chunks; chunk++)
            for (int head = 0; head < Heads; head++)
            {
                int key = s_bounds[chunk], from = key * Features;
                LongAttention.Forward(
                    ref q[0], ref k[from], ref v[from], ref Mask(key), ref Left(chunk, parts), ref Left(chunk, 0), ref Left(chunk, sums), ref scratch[0],
                    ShapeOf(chunk), in random, sample, rate, head, head + 1, key);
            }

        LongAttention.Join(ref Left(0, parts), ref Left(0, 0), ref Left(0, sums), new ChunksOfRow(0, Chunks, stride), ref Mask(0), ref y[0], in s_shape);
        AssertClose(expected, y, Queries, "y");

        float[] dq = Rows(Queries, 9), dk = Rows(Keys, 9), dv = Rows(Keys, 9);
        float[] dqSum = Rows(Queries, 9), dkOfChunks = Rows(Keys, 9), dvOfChunks = Rows(Keys, 9);
        Attention.Gradient(
            ref q[0], ref k[0], ref v[0], ref Mask(0), ref dy[0], ref dq[0], ref dk[0], ref dv[0], Features, ref scratch[0], in s_shape, in random, sample,
            rate, 0, Heads);
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            int key = s_bounds[chunk], from = key * Features;
            LongAttention.Terms(
                ref q[0], ref k[from], ref v[from], ref Mask(key), ref dy[0], ref Left(chunk, exponentials), ref Left(chunk, gradients), ref Left(chunk, 0),
                ref Left(chunk, sums), ref Left(chunk, dots), ref scratch[0], ShapeOf(chunk), in random, sample, rate, 0, Heads, key);
        }

        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            int key = s_bounds[chunk], from = key * Features;
            LongAttention.Gradient(
                ref q[0], ref k[from], ref Mask(key), ref dy[0], ref Left(chunk, parts), ref dkOfChunks[from], ref dvOfChunks[from], Features,
                ref Left(chunk, exponentials), ref Left(chunk, gradients), ref Left(0, 0), ref Left(0, sums), ref Left(0, dots),
                new ChunksOfRow(chunk, Chunks, stride), ref scratch[0], ShapeOf(chunk), in random, sample, rate, 0, Heads, key);
        }

        AxisReductions.SumColumns(ref Left(0, parts), new ReducedAxes(Chunks, stride), Queries * Features, ref dqSum[0], false);
        AssertClose(dq, dqSum, Queries, "dq");
        AssertClose(dk, dkOfChunks, Keys, "dk");
        AssertClose(dv, dvOfChunks, Keys, "dv");
    }

    private static AttentionShape ShapeOf(int chunk) => s_shape with { Keys = s_bounds[chunk + 1] - s_bounds[chunk] };

    private static float[] Rows(int rows, int seed) => Samples.Rows(1, rows * Features, (rows * Features) + Slack, seed);

    /// <summary>Keys whose scores are of that kind: queries are positive, so that infinite keys have infinite scores.</summary>
    private static float[] KeysOf(string values)
    {
        float[] k = Rows(Keys, 2);
        for (int key = 0; key < Keys; key++)
            for (int i = key * Features; i < (key + 1) * Features; i++)
                k[i] = values switch
                {
                    "far apart" => k[i] + (key < 16 ? 30 : key < 48 ? -30 : 0),
                    "-infinity in a chunk" when key is >= 16 and < 48 => float.NegativeInfinity,
                    "-infinity" => float.NegativeInfinity,
                    "infinity" when key == 20 => float.PositiveInfinity,
                    "NaN" when key == 70 => float.NaN,
                    _ => k[i],
                };
        return k;
    }

    private static void AssertClose(float[] expected, float[] actual, int rows, string what)
    {
        for (int i = 0; i < rows * Features; i++)
            if (float.IsFinite(expected[i])) Samples.AssertClose(expected[i], actual[i], 1e-5, FormattableString.Invariant($"{what}[{i}]"));
            else Assert.Equal(expected[i], actual[i]);
    }
}
