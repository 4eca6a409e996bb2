using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>What kernels do with some lanes of a vector at the end of a row. Masked stores are not used: they are microcoded on some CPUs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class VectorLanes
{
    /// <summary>The first <paramref name="count"/> floats (any number, negative too) in the low lanes and 0 in the others; reads no float beyond them.</summary>
    public static Vector128<float> Load128(ref float source, nint count) => count switch
    {
        <= 0 => Vector128<float>.Zero,
        1 => Vector128.CreateScalar(source),
        2 => Vector128.Create(source, Unsafe.Add(ref source, 1), 0, 0),
        3 => Vector128.Create(source, Unsafe.Add(ref source, 1), Unsafe.Add(ref source, 2), 0),
        _ => Vector128.LoadUnsafe(ref source),
    };

    /// <inheritdoc cref="Load128"/>
    public static Vector256<float> Load256(ref float source, nint count) => count >= 8
        ? Vector256.LoadUnsafe(ref source)
        : Vector256.Create(Load128(ref source, count), count > 4 ? Load128(ref Unsafe.Add(ref source, 4), count - 4) : Vector128<float>.Zero);

    /// <inheritdoc cref="Load128"/>
    public static Vector512<float> Load512(ref float source, nint count) => count >= 16
        ? Vector512.LoadUnsafe(ref source)
        : Vector512.Create(Load256(ref source, count), count > 8 ? Load256(ref Unsafe.Add(ref source, 8), count - 8) : Vector256<float>.Zero);

    /// <summary>Stores the low <paramref name="count"/> lanes (any number, negative too) and nothing beyond them.</summary>
    public static void Store(Vector128<float> value, ref float destination, nint count)
    {
        if (count >= 4)
        {
            value.StoreUnsafe(ref destination);
            return;
        }

        if (count > 0) destination = value.ToScalar();
        if (count > 1) Unsafe.Add(ref destination, 1) = value.GetElement(1);
        if (count > 2) Unsafe.Add(ref destination, 2) = value.GetElement(2);
    }

    /// <inheritdoc cref="Store(Vector128{float}, ref float, nint)"/>
    public static void Store(Vector256<float> value, ref float destination, nint count)
    {
        Store(value.GetLower(), ref destination, count);
        if (count > 4) Store(value.GetUpper(), ref Unsafe.Add(ref destination, 4), count - 4);
    }

    /// <inheritdoc cref="Store(Vector128{float}, ref float, nint)"/>
    public static void Store(Vector512<float> value, ref float destination, nint count)
    {
        Store(value.GetLower(), ref destination, count);
        if (count > 8) Store(value.GetUpper(), ref Unsafe.Add(ref destination, 8), count - 8);
    }

    /// <summary>Lane i is the float at i * <paramref name="stride"/> for <paramref name="first"/> &lt;= i &lt; <paramref name="last"/>, else 0; reads nothing else.</summary>
    public static Vector128<float> LoadStrided128(ref float source, nint stride, nint first, nint last)
    {
        Vector128<float> value = Vector128<float>.Zero;
        for (nint lane = first; lane < last; lane++) value = value.WithElement((int)lane, Unsafe.Add(ref source, lane * stride));
        return value;
    }

    /// <inheritdoc cref="LoadStrided128"/>
    public static Vector256<float> LoadStrided256(ref float source, nint stride, nint first, nint last)
    {
        Vector256<float> value = Vector256<float>.Zero;
        for (nint lane = first; lane < last; lane++) value = value.WithElement((int)lane, Unsafe.Add(ref source, lane * stride));
        return value;
    }

    /// <inheritdoc cref="LoadStrided128"/>
    public static Vector512<float> LoadStrided512(ref float source, nint stride, nint first, nint last)
    {
        Vector512<float> value = Vector512<float>.Zero;
        for (nint lane = first; lane < last; lane++) value = value.WithElement((int)lane, Unsafe.Add(ref source, lane * stride));
        return value;
    }

    /// <summary>Stores lane i at i * <paramref name="stride"/> for <paramref name="first"/> &lt;= i &lt; <paramref name="last"/>.</summary>
    public static void StoreStrided(Vector128<float> value, ref float destination, nint stride, nint first, nint last)
    {
        for (nint lane = first; lane < last; lane++) Unsafe.Add(ref destination, lane * stride) = value.GetElement((int)lane);
    }

    /// <inheritdoc cref="StoreStrided(Vector128{float}, ref float, nint, nint, nint)"/>
    public static void StoreStrided(Vector256<float> value, ref float destination, nint stride, nint first, nint last)
    {
        for (nint lane = first; lane < last; lane++) Unsafe.Add(ref destination, lane * stride) = value.GetElement((int)lane);
    }

    /// <inheritdoc cref="StoreStrided(Vector128{float}, ref float, nint, nint, nint)"/>
    public static void StoreStrided(Vector512<float> value, ref float destination, nint stride, nint first, nint last)
    {
        for (nint lane = first; lane < last; lane++) Unsafe.Add(ref destination, lane * stride) = value.GetElement((int)lane);
    }

    /// <summary>A mask of the lanes from <paramref name="first"/> up to and without <paramref name="last"/>.</summary>
    public static Vector128<float> Mask128(nint first, nint last) =>
        (Vector128.GreaterThanOrEqual(Vector128<int>.Indices, Vector128.Create((int)first)) & Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)last))).AsSingle();

    /// <inheritdoc cref="Mask128"/>
    public static Vector256<float> Mask256(nint first, nint last) =>
        (Vector256.GreaterThanOrEqual(Vector256<int>.Indices, Vector256.Create((int)first)) & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)last))).AsSingle();

    /// <inheritdoc cref="Mask128"/>
    public static Vector512<float> Mask512(nint first, nint last) =>
        (Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create((int)first)) & Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)last))).AsSingle();

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
