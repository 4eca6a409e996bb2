using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kiln.Data;

namespace Kiln.Kernels;

/// <summary>Rows of a table by their indices, and their gradients.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Embedding
{
    /// <summary>
    /// Throws an <see cref="ArgumentException"/> that names sample and position of the first index outside [0, size); each sample has <paramref name="count"/>
    /// of them. The kernels below trust their indices.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Validate(ref int indices, nint samples, nint count, nint size)
    {
        for (nint i = 0; i < samples * count; i++)
            if ((uint)Unsafe.Add(ref indices, i) >= (uint)size) ThrowIndex(Unsafe.Add(ref indices, i), size, i / count, i % count);
    }

    /// <summary>
    /// y[i] = table[indices[i]] for [count] rows of <paramref name="units"/> floats. Rows of the table and of y are
    /// <paramref name="tableStride"/> and <paramref name="rowStride"/> floats apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lookup(ref int indices, ref float table, ref float y, nint count, nint units, nint tableStride, nint rowStride)
    {
        for (nint i = 0; i < count; i++)
        {
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref table, Unsafe.Add(ref indices, i) * tableStride), (int)units)
                .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, i * rowStride), (int)units));
        }
    }

    /// <summary>
    /// table[r] = (or += where <paramref name="accumulate"/>) the sum of dy[s][i] over samples and positions with index r, for table rows [first, last). A row
    /// belongs to one worker, which adds in the order of samples and positions, so that any number of threads gives the same bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(
        ref int indices, ref float dy, nint samples, nint sampleStride, nint count, nint rowStride, ref float table, nint units, nint tableStride, nint first,
        nint last, bool accumulate)
    {
        if (!accumulate)
            for (nint row = first; row < last; row++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref table, row * tableStride), (int)units).Clear();
        for (nint sample = 0; sample < samples; sample++)
        {
            for (nint i = 0; i < count; i++)
            {
                nint row = Unsafe.Add(ref indices, (sample * count) + i);
                if (row < first || row >= last) continue;
                ref float target = ref Unsafe.Add(ref table, row * tableStride);
                Reductions.Add(ref target, ref Unsafe.Add(ref dy, (sample * sampleStride) + (i * rowStride)), ref target, units, accumulate: false);
            }
        }
    }

    /// <summary>y[i][indices[i]] = 1 and all else 0, for rows of <paramref name="classes"/> floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneHot(ref int indices, ref float y, nint count, nint classes, nint rowStride)
    {
        for (nint i = 0; i < count; i++)
        {
            ref float row = ref Unsafe.Add(ref y, i * rowStride);
            MemoryMarshal.CreateSpan(ref row, (int)classes).Clear();
            Unsafe.Add(ref row, Unsafe.Add(ref indices, i)) = 1f;
        }
    }

    private static void ThrowIndex(int index, nint size, nint sample, nint position) => throw SampleError.Of(
        string.Create(CultureInfo.InvariantCulture, $"Index {index} at position {position} of "), sample,
        string.Create(CultureInfo.InvariantCulture, $" is outside the table: it has {size} rows, so indices run from 0 to {size - 1}."));
}
