using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Squared difference, averaged over the elements of a sample.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MeanSquaredError
{
    /// <summary>
    /// loss[r] = mean over columns of (x - t)^2. Predictions are [rows][columns] at <paramref name="rowStride"/> floats, targets [rows][columns] without gaps.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ref float predictions, ref float targets, nint rows, nint columns, nint rowStride, ref float loss)
    {
        nint lanes = Vector<float>.Count;
        for (nint row = 0; row < rows; row++)
        {
            ref float x = ref Unsafe.Add(ref predictions, row * rowStride);
            ref float t = ref Unsafe.Add(ref targets, row * columns);
            Vector<float> sums = Vector<float>.Zero;
            nint i = 0;
            for (; i <= columns - lanes; i += lanes)
            {
                Vector<float> difference = Vector.LoadUnsafe(ref x, (nuint)i) - Vector.LoadUnsafe(ref t, (nuint)i);
                sums += difference * difference;
            }

            float sum = Vector.Sum(sums);
            for (; i < columns; i++)
            {
                float difference = Unsafe.Add(ref x, i) - Unsafe.Add(ref t, i);
                sum += difference * difference;
            }

            Unsafe.Add(ref loss, row) = sum / columns;
        }
    }

    /// <summary>dpredictions = seed * 2 (x - t) / columns, with the strides of predictions; it may be predictions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float predictions, ref float targets, nint rows, nint columns, nint rowStride, float seed, ref float dpredictions)
    {
        nint lanes = Vector<float>.Count;
        float scale = 2f * seed / columns;
        for (nint row = 0; row < rows; row++)
        {
            ref float x = ref Unsafe.Add(ref predictions, row * rowStride);
            ref float t = ref Unsafe.Add(ref targets, row * columns);
            ref float dx = ref Unsafe.Add(ref dpredictions, row * rowStride);
            nint i = 0;
            for (; i <= columns - lanes; i += lanes)
                ((Vector.LoadUnsafe(ref x, (nuint)i) - Vector.LoadUnsafe(ref t, (nuint)i)) * scale).StoreUnsafe(ref dx, (nuint)i);
            for (; i < columns; i++) Unsafe.Add(ref dx, i) = (Unsafe.Add(ref x, i) - Unsafe.Add(ref t, i)) * scale;
        }
    }
}
