using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>The last, incomplete vector of a row, and what becomes of a vector's lanes at the end of one.</summary>
internal static class PartialVector
{
    /// <summary>
    /// The first <paramref name="count"/> lanes (1 or more) from memory, the others zero; nothing after them is read, so the memory may be the caller's own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector<float> Load(ref float source, nint count)
    {
        if (count >= Vector<float>.Count) return Vector.LoadUnsafe(ref source);
        Vector<float> vector = Vector<float>.Zero;
        ref float lanes = ref Unsafe.As<Vector<float>, float>(ref vector);
        for (nint i = 0; i < count; i++) Unsafe.Add(ref lanes, i) = Unsafe.Add(ref source, i);
        return vector;
    }

    /// <summary>Stores the first <paramref name="count"/> lanes and nothing after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(Vector<float> vector, ref float destination, nint count)
    {
        if (count >= Vector<float>.Count)
        {
            vector.StoreUnsafe(ref destination);
            return;
        }

        ref float lanes = ref Unsafe.As<Vector<float>, float>(ref vector);
        for (nint i = 0; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref lanes, i);
    }

    /// <summary>Stores the first <paramref name="count"/> lanes, or adds them to what is there where <paramref name="accumulate"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Vector<float> vector, ref float destination, nint count, bool accumulate)
    {
        if (accumulate) vector += Load(ref destination, count);
        Store(vector, ref destination, count);
    }

    /// <summary>
    /// The first <paramref name="count"/> lanes of <paramref name="vector"/>, <paramref name="other"/> elsewhere, so that results do
    /// not see what lies after the row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Keep(Vector<float> vector, nint count, Vector<float> other) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector<int>.Indices, new Vector<int>((int)count)), vector, other);

    /// <summary>The largest lane; NaN if one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(Vector<float> vector)
    {
        Vector128<float> quarter;
        if (Vector<float>.Count == 4) quarter = vector.AsVector128();
        else
        {
            Vector256<float> half = Vector<float>.Count == 8
                ? vector.AsVector256()
                : Vector256.Max(vector.AsVector512().GetLower(), vector.AsVector512().GetUpper());
            quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        }

        quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
