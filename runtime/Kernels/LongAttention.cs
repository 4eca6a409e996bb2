using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// <see cref="Attention"/> of so few queries over so many keys that threads share the keys. Chunks of these leave numbers for each other as in
/// <see cref="LongSoftmax"/>, those of a query's heads side by side: the maximum m of the chunk's scores, the sum s of e^(score - m), and the outputs O that
/// these exponentials give. Of all chunks the output is the sum of O e^(m - M) / S (Milakov and Gimelshein 2018; Dao et al. 2022). The gradient keeps the
/// exponentials and the gradients of their probabilities between its two phases, which takes no more memory than one thread alone would need for them.
/// Arguments are as for <see cref="Attention"/>, but keys, values and the mask those of the chunk, <c>firstKey</c> the number of its first, a multiple of 16,
/// and a shape's pitch that of all keys, by which dropout numbers the probabilities.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LongAttention
{
    /// <summary>The O of a chunk in <paramref name="y"/>, its m and s. Scratch: (width + queries) rows of the chunk's scores.</summary>
    public static void Forward(
        ref float q, ref float k, ref float v, ref float mask, ref float y, ref float maxima, ref float sums, ref float scratch, in AttentionShape shape,
        in DropoutKey key, nint sample, double rate, nint firstHead, nint endHead, nint firstKey)
    {
        AttentionShape chunk = shape.OfChunk;
        ref float scores = ref Unsafe.Add(ref scratch, chunk.Width * chunk.Pitch);
        for (nint head = firstHead; head < endHead; head++)
        {
            nint first = head * chunk.Width;
            Exponentials(
                ref Unsafe.Add(ref q, first), ref Unsafe.Add(ref k, first), ref mask, ref scratch, ref scores, ref Unsafe.Add(ref maxima, head),
                ref Unsafe.Add(ref sums, head), in chunk);
            if (rate > 0) Drop(ref scores, ref scores, in chunk, in key, (sample * chunk.Heads) + head, rate, firstKey, shape.Pitch);
            Attention.Multiply(
                ref scores, chunk.Pitch, ref Unsafe.Add(ref v, first), chunk.KeyStride, ref Unsafe.Add(ref y, first), chunk.OutputStride, chunk.Queries,
                chunk.Keys, chunk.Width);
        }
    }

    /// <summary>y from what the chunks have left. Rows of <paramref name="parts"/> follow each other.</summary>
    public static void Join(
        ref float parts, ref float maxima, ref float sums, in ChunksOfRow chunks, ref float mask, ref float y, in AttentionShape shape)
    {
        for (nint query = 0; query < shape.Queries; query++)
            for (nint head = 0; head < shape.Heads; head++)
            {
                nint row = (query * shape.Heads) + head;
                ref float result = ref Unsafe.Add(ref y, (query * shape.OutputStride) + (head * shape.Width));
                ref float maximum = ref Unsafe.Add(ref maxima, row);
                (float centre, float factor) = Normalizer(ref maximum, ref Unsafe.Add(ref sums, row), in chunks, ref mask);
                for (nint chunk = 0, at = 0; chunk < chunks.Count; chunk++, at += chunks.Stride)
                {
                    float share = VectorMath.Exp(Unsafe.Add(ref maximum, at) - centre) * factor;
                    AddScaled(ref Unsafe.Add(ref parts, (row * shape.Width) + at), share, ref result, shape.Width, isFirst: chunk == 0);
                }
            }
    }

    /// <summary>
    /// The exponentials of a chunk, and the gradients dP = M(dY V') of their probabilities; its m and s, and the sum d of exponential times gradient. Scratch:
    /// width rows of the chunk's scores.
    /// </summary>
    public static void Terms(
        ref float q, ref float k, ref float v, ref float mask, ref float dy, ref float exponentials, ref float gradients, ref float maxima, ref float sums,
        ref float dots, ref float scratch, in AttentionShape shape, in DropoutKey key, nint sample, double rate, nint firstHead, nint endHead, nint firstKey)
    {
        AttentionShape chunk = shape.OfChunk;
        for (nint head = firstHead; head < endHead; head++)
        {
            nint first = head * chunk.Width;
            ref float e = ref Unsafe.Add(ref exponentials, head * chunk.Queries * chunk.Pitch);
            ref float g = ref Unsafe.Add(ref gradients, head * chunk.Queries * chunk.Pitch);
            Exponentials(
                ref Unsafe.Add(ref q, first), ref Unsafe.Add(ref k, first), ref mask, ref scratch, ref e, ref Unsafe.Add(ref maxima, head),
                ref Unsafe.Add(ref sums, head), in chunk);
            Attention.GradientsOfProbabilities(ref Unsafe.Add(ref v, first), ref Unsafe.Add(ref dy, first), ref scratch, ref g, in chunk);
            if (rate > 0) Drop(ref g, ref g, in chunk, in key, (sample * chunk.Heads) + head, rate, firstKey, shape.Pitch);
            for (nint query = 0; query < chunk.Queries; query++)
                Unsafe.Add(ref dots, (query * chunk.Heads) + head) =
                    Softmax.Dot(ref Unsafe.Add(ref e, query * chunk.Pitch), ref Unsafe.Add(ref g, query * chunk.Pitch), chunk.Keys);
        }
    }

    /// <summary>
    /// dk and dv of a chunk, with rows <paramref name="gradientStride"/> apart, and what its keys give to dq, whose rows follow each other, from the terms of
    /// the chunk, which are lost, and the numbers of all chunks. Scratch: queries rows of the chunk's scores.
    /// </summary>
    public static void Gradient(
        ref float q, ref float k, ref float mask, ref float dy, ref float dq, ref float dk, ref float dv, nint gradientStride, ref float exponentials,
        ref float gradients, ref float maxima, ref float sums, ref float dots, in ChunksOfRow chunks, ref float scratch, in AttentionShape shape,
        in DropoutKey key, nint sample, double rate, nint firstHead, nint endHead, nint firstKey)
    {
        AttentionShape chunk = shape.OfChunk;
        for (nint head = firstHead; head < endHead; head++)
        {
            nint first = head * chunk.Width;
            ref float probabilities = ref Unsafe.Add(ref exponentials, head * chunk.Queries * chunk.Pitch);
            ref float g = ref Unsafe.Add(ref gradients, head * chunk.Queries * chunk.Pitch);
            for (nint query = 0; query < chunk.Queries; query++)
            {
                nint number = (query * chunk.Heads) + head;
                ref float maximum = ref Unsafe.Add(ref maxima, number);
                (float centre, float factor) = Normalizer(ref maximum, ref Unsafe.Add(ref sums, number), in chunks, ref mask);
                float share = VectorMath.Exp(Unsafe.Add(ref maximum, chunks.Present * chunks.Stride) - centre) * factor;
                float dot = LongSoftmax.Sum(ref maximum, ref Unsafe.Add(ref dots, number), centre, in chunks) * factor;
                ref float row = ref Unsafe.Add(ref probabilities, query * chunk.Pitch);
                ref float gradient = ref Unsafe.Add(ref g, query * chunk.Pitch);
                Softmax.Scale(ref row, chunk.Keys, share);
                Softmax.Gradient(ref row, ref gradient, ref gradient, chunk.Keys, dot, chunk.Scale);
            }

            ref float kept = ref probabilities;
            if (rate > 0)
            {
                Drop(ref probabilities, ref scratch, in chunk, in key, (sample * chunk.Heads) + head, rate, firstKey, shape.Pitch);
                kept = ref scratch;
            }

            Attention.MultiplyTransposed(
                ref kept, chunk.Pitch, ref Unsafe.Add(ref dy, first), chunk.OutputStride, ref Unsafe.Add(ref dv, first), gradientStride, chunk.Keys,
                chunk.Queries, chunk.Width);
            Attention.Multiply(
                ref g, chunk.Pitch, ref Unsafe.Add(ref k, first), chunk.KeyStride, ref Unsafe.Add(ref dq, first), chunk.Heads * chunk.Width, chunk.Queries,
                chunk.Keys, chunk.Width);
            Attention.MultiplyTransposed(
                ref g, chunk.Pitch, ref Unsafe.Add(ref q, first), chunk.QueryStride, ref Unsafe.Add(ref dk, first), gradientStride, chunk.Keys, chunk.Queries,
                chunk.Width);
        }
    }

    /// <summary>The exponentials of a head's scores, where masked keys have 0, and the m and s of each query.</summary>
    private static void Exponentials(
        ref float q, ref float k, ref float mask, ref float transposed, ref float scores, ref float maxima, ref float sums, in AttentionShape chunk)
    {
        Attention.Scores(ref q, ref k, ref transposed, ref scores, in chunk);
        for (nint query = 0; query < chunk.Queries; query++)
        {
            ref float row = ref Unsafe.Add(ref scores, query * chunk.Pitch);
            ref float maximum = ref Unsafe.Add(ref maxima, query * chunk.Heads);
            ref float sum = ref Unsafe.Add(ref sums, query * chunk.Heads);
            if (Unsafe.IsNullRef(ref mask)) LongSoftmax.Exponentials(ref row, ref row, chunk.Keys, ref maximum, ref sum);
            else LongSoftmax.MaskedExponentials(ref row, ref mask, ref row, chunk.Keys, ref maximum, ref sum);
        }
    }

    /// <summary>M and 1 / S of a query; without any key, where M is -infinity and S is 0, numbers that make its probabilities 0.</summary>
    private static (float Centre, float Factor) Normalizer(ref float maxima, ref float sums, in ChunksOfRow chunks, ref float mask)
    {
        float centre = LongSoftmax.Maximum(ref maxima, in chunks);
        if (!Unsafe.IsNullRef(ref mask)) centre = LongSoftmax.Centre(centre);
        float sum = LongSoftmax.Sum(ref maxima, ref sums, centre, in chunks);
        return (centre, sum == 0f ? 0f : 1f / sum);
    }

    /// <summary>Dropout of a chunk of each query's probabilities, of which all keys have <paramref name="pitch"/>.</summary>
    private static void Drop(
        ref float x, ref float y, in AttentionShape chunk, in DropoutKey key, nint row, double rate, nint firstKey, nint pitch)
    {
        for (nint query = 0, at = 0; query < chunk.Queries; query++, at += chunk.Pitch)
            Dropout.Apply(ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref y, at), chunk.Pitch, 0, 0, 1, in key, row, rate, (query * pitch) + firstKey);
    }

    /// <summary>y = factor x, or is added that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(ref float x, float factor, ref float y, nint count, bool isFirst)
    {
        nint i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> sum = isFirst ? Vector<float>.Zero : Vector.LoadUnsafe(ref y, (nuint)i);
            (sum + (Vector.LoadUnsafe(ref x, (nuint)i) * factor)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < count; i++) Unsafe.Add(ref y, i) = (isFirst ? 0f : Unsafe.Add(ref y, i)) + (Unsafe.Add(ref x, i) * factor);
    }
}
