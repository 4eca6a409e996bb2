using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The last, incomplete vector of a row: memory after the row is neither read nor written, so rows may be the caller's own.</summary>
internal static class PartialVector
{
    /// <summary>The first <paramref name="count"/> lanes from memory, the others <paramref name="fill"/>.</summary>
    public static Vector<float> Load(ref float source, nint count, float fill = 0f)
    {
        Vector<float> vector = new(fill);
        for (int i = 0; i < (int)count; i++) vector = vector.WithElement(i, Unsafe.Add(ref source, i));
        return vector;
    }

    /// <summary>Stores the first <paramref name="count"/> lanes.</summary>
    public static void Store(Vector<float> vector, ref float destination, nint count)
    {
        for (int i = 0; i < (int)count; i++) Unsafe.Add(ref destination, i) = vector[i];
    }

    /// <summary>The first <paramref name="count"/> lanes of <paramref name="vector"/>, zero elsewhere, so that sums do not see what lies after the row.</summary>
    public static Vector<float> Keep(Vector<float> vector, nint count) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector<int>.Indices, new Vector<int>((int)count)), vector, Vector<float>.Zero);
}
