using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Binary cross-entropy of sigmoid(logits) against targets in [0, 1], averaged over the elements of a sample.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BinaryCrossEntropy
{
    /// <summary>The mean of the <see cref="Sum"/> of all elements of a sample.</summary>
    public static float Mean(ref float logits, ref float targets, nint count) => Sum(ref logits, ref targets, count) / count;

    /// <summary>
    /// The sum over <paramref name="count"/> elements of max(x, 0) - x t + log(1 + e^-|x|), which overflows nowhere. Logits are read to the end of their last
    /// vector, targets exactly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(ref float logits, ref float targets, nint count)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> sums = Vector<float>.Zero;
        nint i = 0;
        for (; i <= count - lanes; i += lanes) sums += Term(Vector.LoadUnsafe(ref logits, (nuint)i), Vector.LoadUnsafe(ref targets, (nuint)i));
        nint rest = count - i;
        if (rest > 0)
            sums += PartialVector.Keep(
                Term(Vector.LoadUnsafe(ref logits, (nuint)i), PartialVector.Load(ref Unsafe.Add(ref targets, i), rest)), rest, Vector<float>.Zero);
        return Vector.Sum(sums);
    }

    /// <summary>
    /// dlogits = seed * (sigmoid(x) - t) / <paramref name="elements"/>, those of a sample, for <paramref name="count"/> of them; it may be logits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float logits, ref float targets, nint count, nint elements, float seed, ref float dlogits)
    {
        nint lanes = Vector<float>.Count;
        float scale = seed / elements;
        nint i = 0;
        for (; i <= count - lanes; i += lanes)
            ((VectorMath.Sigmoid(Vector.LoadUnsafe(ref logits, (nuint)i)) - Vector.LoadUnsafe(ref targets, (nuint)i)) * scale)
                .StoreUnsafe(ref dlogits, (nuint)i);
        for (; i < count; i++)
            Unsafe.Add(ref dlogits, i) = (VectorMath.Sigmoid(Unsafe.Add(ref logits, i)) - Unsafe.Add(ref targets, i)) * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Term(Vector<float> x, Vector<float> t)
    {
        Vector<float> small = VectorMath.Exp(-Vector.Abs(x));

        // log(1 + e) with the rounding of 1 + e put back (Goldberg, "What every computer scientist should know", theorem 4).
        Vector<float> sum = Vector<float>.One + small;
        Vector<float> logarithm = VectorMath.Log(sum) + (small - (sum - Vector<float>.One)) / sum;
        return Vector.Max(x, Vector<float>.Zero) - x * t + logarithm;
    }
}
