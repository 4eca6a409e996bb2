using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>Rows of a table of bytes by their indices.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Embedding
{
    /// <summary>
    /// y[i] = table[indices[i]] for <paramref name="count"/> rows of <paramref name="units"/> bytes, one behind the other. The first index outside the table's
    /// <paramref name="vocabulary"/> rows throws an <see cref="ArgumentException"/> before anything is written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref int indices, ref sbyte table, ref sbyte y, nint count, nint units, nint vocabulary)
    {
        for (nint i = 0; i < count; i++)
            if ((uint)Unsafe.Add(ref indices, i) >= (nuint)vocabulary) ThrowIndex(Unsafe.Add(ref indices, i), i, vocabulary);
        for (nint i = 0; i < count; i++)
        {
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref table, Unsafe.Add(ref indices, i) * units), (int)units)
                .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, i * units), (int)units));
        }
    }

    private static void ThrowIndex(int index, nint position, nint vocabulary) => throw new ArgumentException(string.Create(
        CultureInfo.InvariantCulture,
        $"Index {index} at position {position} is outside the table: it has {vocabulary} rows, so indices run from 0 to {vocabulary - 1}."));
}
