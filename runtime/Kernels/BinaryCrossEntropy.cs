using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Binary cross-entropy of sigmoid(logits) against targets in [0, 1], averaged over the elements of a sample.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BinaryCrossEntropy
{
    /// <summary>
    /// loss[r] = mean over columns of max(x, 0) - x t + log(1 + e^-|x|), which overflows nowhere. Logits are [rows][columns] at
    /// <paramref name="rowStride"/> floats, read to the end of a row's last vector; targets [rows][columns] without gaps, read exactly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ref float logits, ref float targets, nint rows, nint columns, nint rowStride, ref float loss)
    {
        nint lanes = Vector<float>.Count;
        for (nint row = 0; row < rows; row++)
        {
            ref float x = ref Unsafe.Add(ref logits, row * rowStride);
            ref float t = ref Unsafe.Add(ref targets, row * columns);
            Vector<float> sums = Vector<float>.Zero;
            nint i = 0;
            for (; i <= columns - lanes; i += lanes) sums += Term(Vector.LoadUnsafe(ref x, (nuint)i), Vector.LoadUnsafe(ref t, (nuint)i));
            nint rest = columns - i;
            if (rest > 0)
                sums += PartialVector.Keep(
                    Term(Vector.LoadUnsafe(ref x, (nuint)i), PartialVector.Load(ref Unsafe.Add(ref t, i), rest)), rest, Vector<float>.Zero);
            Unsafe.Add(ref loss, row) = Vector.Sum(sums) / columns;
        }
    }

    /// <summary>dlogits = seed * (sigmoid(x) - t) / columns, with the strides of logits; it may be logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float logits, ref float targets, nint rows, nint columns, nint rowStride, float seed, ref float dlogits)
    {
        nint lanes = Vector<float>.Count;
        float scale = seed / columns;
        for (nint row = 0; row < rows; row++)
        {
            ref float x = ref Unsafe.Add(ref logits, row * rowStride);
            ref float t = ref Unsafe.Add(ref targets, row * columns);
            ref float dx = ref Unsafe.Add(ref dlogits, row * rowStride);
            nint i = 0;
            for (; i <= columns - lanes; i += lanes)
                ((VectorMath.Sigmoid(Vector.LoadUnsafe(ref x, (nuint)i)) - Vector.LoadUnsafe(ref t, (nuint)i)) * scale).StoreUnsafe(ref dx, (nuint)i);
            for (; i < columns; i++) Unsafe.Add(ref dx, i) = (VectorMath.Sigmoid(Unsafe.Add(ref x, i)) - Unsafe.Add(ref t, i)) * scale;
        }
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
