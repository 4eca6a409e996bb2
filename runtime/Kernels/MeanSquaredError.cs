using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Squared difference, averaged over the elements of a sample.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MeanSquaredError
{
    /// <summary>The mean of the <see cref="Sum"/> of all elements of a sample.</summary>
    public static float Mean(ref float predictions, ref float targets, nint count) => Sum(ref predictions, ref targets, count) / count;

    /// <summary>The sum over <paramref name="count"/> elements of (x - t)^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(ref float predictions, ref float targets, nint count)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> sums = Vector<float>.Zero;
        nint i = 0;
        for (; i <= count - lanes; i += lanes)
        {
            Vector<float> difference = Vector.LoadUnsafe(ref predictions, (nuint)i) - Vector.LoadUnsafe(ref targets, (nuint)i);
            sums += difference * difference;
        }

        float sum = Vector.Sum(sums);
        for (; i < count; i++)
        {
            float difference = Unsafe.Add(ref predictions, i) - Unsafe.Add(ref targets, i);
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>
    /// dpredictions = seed * 2 (x - t) / <paramref name="elements"/>, those of a sample, for <paramref name="count"/> of them; it may be predictions.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float predictions, ref float targets, nint count, nint elements, float seed, ref float dpredictions)
    {
        nint lanes = Vector<float>.Count;
        float scale = 2f * seed / elements;
        nint i = 0;
        for (; i <= count - lanes; i += lanes)
            ((Vector.LoadUnsafe(ref predictions, (nuint)i) - Vector.LoadUnsafe(ref targets, (nuint)i)) * scale).StoreUnsafe(ref dpredictions, (nuint)i);
        for (; i < count; i++) Unsafe.Add(ref dpredictions, i) = (Unsafe.Add(ref predictions, i) - Unsafe.Add(ref targets, i)) * scale;
    }
}
