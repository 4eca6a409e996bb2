using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>What kernels do with some lanes of a vector at the end of a row. Masked stores are not used: they are microcoded on some CPUs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorLanes
{
    /// <summary>
    /// Copies or adds the first <paramref name="columns"/> floats of each of <paramref name="rows"/> rows: what a tile computed and
    /// may not store as whole vectors.
    /// </summary>
    public static void CopyRows(ref float source, nint sourceStride, ref float destination, nint destinationStride, nint rows, nint columns, bool accumulate)
    {
        for (nint row = 0; row < rows; row++)
        {
            // Whole vectors as the tile stored them, then halves of the rest: a load of another width than the store before it would wait for the memory.
            nint n = 0;
            if (Vector512.IsHardwareAccelerated && sourceStride % Vector512<float>.Count == 0)
            {
                for (; n + Vector512<float>.Count <= columns; n += Vector512<float>.Count)
                    Store(Vector512.LoadUnsafe(ref source, (nuint)n), ref Unsafe.Add(ref destination, n), accumulate);
                if (n < columns) StoreFirst(Vector512.LoadUnsafe(ref source, (nuint)n), ref Unsafe.Add(ref destination, n), columns - n, accumulate);
            }
            else
            {
                for (; n + Vector128<float>.Count <= columns; n += Vector128<float>.Count)
                    Store(Vector128.LoadUnsafe(ref source, (nuint)n), ref Unsafe.Add(ref destination, n), accumulate);
                if (n < columns) StoreFirst(Vector128.LoadUnsafe(ref source, (nuint)n), ref Unsafe.Add(ref destination, n), columns - n, accumulate);
            }

            source = ref Unsafe.Add(ref source, sourceStride);
            destination = ref Unsafe.Add(ref destination, destinationStride);
        }
    }

    /// <summary>Stores or adds the first <paramref name="count"/> lanes, at most 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(Vector512<float> value, ref float destination, nint count, bool adds)
    {
        Vector256<float> half = value.GetLower();
        if ((count & 8) != 0)
        {
            Store(half, ref destination, adds);
            destination = ref Unsafe.Add(ref destination, 8);
            half = value.GetUpper();
        }

        Vector128<float> quarter = half.GetLower();
        if ((count & 4) != 0)
        {
            Store(quarter, ref destination, adds);
            destination = ref Unsafe.Add(ref destination, 4);
            quarter = half.GetUpper();
        }

        StoreFirst(quarter, ref destination, count & 3, adds);
    }

    /// <summary>Stores or adds the first <paramref name="count"/> lanes, at most 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(Vector128<float> value, ref float destination, nint count, bool adds)
    {
        for (nint lane = 0; lane < count; lane++)
        {
            float one = value.ToScalar();
            Unsafe.Add(ref destination, lane) = adds ? one + Unsafe.Add(ref destination, lane) : one;
            value = Vector128.Shuffle(value, Vector128.Create(1, 2, 3, 0));
        }
    }

    /// <summary>The sum of the lanes by halving, an order that no version of the runtime changes: (0 + 2) + (1 + 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> value)
    {
        Vector128<float> pairs = value + Vector128.Shuffle(value, Vector128.Create(2, 3, 2, 3));
        return pairs.ToScalar() + pairs.GetElement(1);
    }

    /// <inheritdoc cref="Sum(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Sum(value.GetLower() + value.GetUpper());

    /// <inheritdoc cref="Sum(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Sum(value.GetLower() + value.GetUpper());
}
