using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Scaled dot-product attention (Vaswani et al. 2017) of one sample: for each head Y = softmax(Q K' / sqrt(width)) V. Heads are slices of the rows of Q, K, V
/// and Y, so nothing is split or joined. One head's scores exist at a time; backward computes them again (Dao et al. 2022) instead of keeping
/// heads x queries x keys of them. Only K, and V in backward, are transposed, one head at a time, into scratch memory.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Attention
{
    /// <summary>
    /// y from q, k and v. Keys whose <paramref name="mask"/> ([keys], or a null reference for none) is 0 are left out; a query without any key
    /// gives 0. Probabilities are dropped with <paramref name="rate"/>, each head of a sample being a row of the dropout's numbers. Scratch:
    /// (width + queries) rows of scores. Only heads [<paramref name="firstHead"/>, <paramref name="endHead"/>) are computed, and of their queries those of the
    /// <paramref name="shape"/>, of which <paramref name="q"/> and <paramref name="y"/> are the first and <paramref name="firstQuery"/> its number.
    /// </summary>
    public static void Forward(
        ref float q, ref float k, ref float v, ref float mask, ref float y, ref float scratch, in AttentionShape shape, in DropoutKey key, nint sample,
        double rate, nint firstHead, nint endHead, nint firstQuery = 0)
    {
        ref float scores = ref Unsafe.Add(ref scratch, shape.Width * shape.Pitch);
        for (nint head = firstHead; head < endHead; head++)
        {
            nint first = head * shape.Width;
            Probabilities(ref Unsafe.Add(ref q, first), ref Unsafe.Add(ref k, first), ref mask, ref scratch, ref scores, in shape);
            if (rate > 0) Drop(ref scores, ref scores, in shape, in key, (sample * shape.Heads) + head, rate, firstQuery);
            Multiply(
                ref scores, shape.Pitch, ref Unsafe.Add(ref v, first), shape.KeyStride, ref Unsafe.Add(ref y, first), shape.OutputStride, shape.Queries,
                shape.Keys, shape.Width);
        }
    }

    /// <summary>
    /// dq, laid out like q, and dk and dv, with rows <paramref name="gradientStride"/> apart, from dy. With P the probabilities, M what dropout does to them, S
    /// the scores and c = 1 / sqrt(width): dV = M(P)' dY, dP = M(dY V'), dS = c P (dP - rows of sum(P dP)), dQ = dS K, dK = dS' Q. Scratch: (width + 2 queries)
    /// rows of scores. Only heads [<paramref name="firstHead"/>, <paramref name="endHead"/>) are computed, for the queries of the <paramref name="shape"/>, of
    /// which <paramref name="q"/>, <paramref name="dy"/> and <paramref name="dq"/> are the first and <paramref name="firstQuery"/> its number: dk and dv are
    /// what these give to keys and values.
    /// </summary>
    public static void Gradient(
        ref float q, ref float k, ref float v, ref float mask, ref float dy, ref float dq, ref float dk, ref float dv, nint gradientStride,
        ref float scratch, in AttentionShape shape, in DropoutKey key, nint sample, double rate, nint firstHead, nint endHead, nint firstQuery = 0)
    {
        ref float probabilities = ref Unsafe.Add(ref scratch, shape.Width * shape.Pitch);
        ref float gradients = ref Unsafe.Add(ref probabilities, shape.Queries * shape.Pitch);
        for (nint head = firstHead; head < endHead; head++)
        {
            nint first = head * shape.Width, row = (sample * shape.Heads) + head;
            ref float queries = ref Unsafe.Add(ref q, first);
            ref float keys = ref Unsafe.Add(ref k, first);
            ref float outputs = ref Unsafe.Add(ref dy, first);
            Probabilities(ref queries, ref keys, ref mask, ref scratch, ref probabilities, in shape);
            ref float kept = ref probabilities;
            if (rate > 0)
            {
                Drop(ref probabilities, ref gradients, in shape, in key, row, rate, firstQuery);
                kept = ref gradients;
            }

            MultiplyTransposed(
                ref kept, shape.Pitch, ref outputs, shape.OutputStride, ref Unsafe.Add(ref dv, first), gradientStride, shape.Keys, shape.Queries, shape.Width);
            GradientsOfProbabilities(ref Unsafe.Add(ref v, first), ref outputs, ref scratch, ref gradients, in shape);
            if (rate > 0) Drop(ref gradients, ref gradients, in shape, in key, row, rate, firstQuery);
            Softmax.Gradient(ref probabilities, ref gradients, ref gradients, shape.Queries, shape.Keys, shape.Pitch, shape.Scale);
            Multiply(
                ref gradients, shape.Pitch, ref keys, shape.KeyStride, ref Unsafe.Add(ref dq, first), shape.QueryStride, shape.Queries, shape.Keys,
                shape.Width);
            MultiplyTransposed(
                ref gradients, shape.Pitch, ref queries, shape.QueryStride, ref Unsafe.Add(ref dk, first), gradientStride, shape.Keys, shape.Queries,
                shape.Width);
        }
    }

    /// <summary>S = Q K' / sqrt(width) of one head; K' is scaled as it is transposed.</summary>
    internal static void Scores(ref float q, ref float k, ref float transposed, ref float scores, in AttentionShape shape)
    {
        Layouts.Transpose(ref k, shape.KeyStride, ref transposed, shape.Pitch, shape.Keys, shape.Width);
        Scale(ref transposed, shape.Width * shape.Pitch, shape.Scale);
        Multiply(ref q, shape.QueryStride, ref transposed, shape.Pitch, ref scores, shape.Pitch, shape.Queries, shape.Width, shape.Keys);
    }

    /// <summary>dY V' of one head: the gradients of its probabilities, but for dropout.</summary>
    internal static void GradientsOfProbabilities(ref float v, ref float dy, ref float transposed, ref float gradients, in AttentionShape shape)
    {
        Layouts.Transpose(ref v, shape.KeyStride, ref transposed, shape.Pitch, shape.Keys, shape.Width);
        Multiply(ref dy, shape.OutputStride, ref transposed, shape.Pitch, ref gradients, shape.Pitch, shape.Queries, shape.Width, shape.Keys);
    }

    private static void Probabilities(ref float q, ref float k, ref float mask, ref float transposed, ref float scores, in AttentionShape shape)
    {
        Scores(ref q, ref k, ref transposed, ref scores, in shape);
        if (Unsafe.IsNullRef(ref mask)) Softmax.Rows(ref scores, ref scores, shape.Queries, shape.Keys, shape.Pitch);
        else Softmax.MaskedRows(ref scores, ref mask, 0, ref scores, shape.Queries, shape.Keys, shape.Pitch);
    }

    private static void Drop(ref float x, ref float y, in AttentionShape shape, in DropoutKey key, nint row, double rate, nint firstQuery) =>
        Dropout.Apply(ref x, ref y, shape.Queries * shape.Pitch, 0, 0, 1, in key, row, rate, firstQuery * shape.Pitch);

    /// <summary>C = A B for [rows][depth] times [depth][columns].</summary>
    internal static void Multiply(ref float a, nint aStride, ref float b, nint bStride, ref float c, nint cStride, nint rows, nint depth, nint columns) =>
        GemmWeightGradient.Run(ref a, ref b, ref c, accumulate: false, new WeightGradientShape
        {
            Rows = rows, Columns = columns, RowStride = aStride, OutputRowStride = cStride, Inner = depth, InnerStrideA = 1, InnerStrideB = bStride,
        });

    /// <summary>C = A' B for [depth][rows] times [depth][columns].</summary>
    internal static void MultiplyTransposed(
        ref float a, nint aStride, ref float b, nint bStride, ref float c, nint cStride, nint rows, nint depth, nint columns) =>
        GemmWeightGradient.Run(ref a, ref b, ref c, accumulate: false, new WeightGradientShape
        {
            Rows = rows, Columns = columns, RowStride = 1, OutputRowStride = cStride, Inner = depth, InnerStrideA = aStride, InnerStrideB = bStride,
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(ref float values, nint count, float factor)
    {
        // The count is a multiple of 16, as every pitch is.
        for (nint i = 0; i < count; i += Vector<float>.Count) (Vector.LoadUnsafe(ref values, (nuint)i) * factor).StoreUnsafe(ref values, (nuint)i);
    }
}
