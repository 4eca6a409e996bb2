using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kiln.Data;

namespace Kiln.Kernels;

/// <summary>What depends on the positions of a sequence alone.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SequencePositions
{
    /// <summary>Throws an <see cref="ArgumentException"/> that names the first sample whose length is not from 0 to <paramref name="size"/>.</summary>
    public static void ValidateLengths(ref int lengths, nint samples, nint size)
    {
        for (nint sample = 0; sample < samples; sample++)
            if ((uint)Unsafe.Add(ref lengths, sample) > (uint)size) ThrowLength(Unsafe.Add(ref lengths, sample), size, sample);
    }

    /// <summary>y[t] = 1 for t below the length, else 0; y is [size], <paramref name="stride"/> floats apart.</summary>
    public static void LengthMask(int length, ref float y, nint size, nint stride)
    {
        for (nint t = 0; t < size; t++) Unsafe.Add(ref y, t * stride) = t < length ? 1f : 0f;
    }

    /// <summary>
    /// Sinusoidal positions (Vaswani et al. 2017, section 3.5) as rows of <paramref name="features"/> floats: y[t][2i] = sin(t w), y[t][2i + 1] = cos(t w) with
    /// w = 10000^(-2i / features). From position to position sine and cosine turn by w in double precision, which costs four products.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sinusoids(ref float y, nint length, nint features)
    {
        for (nint i = 0; i < features; i += 2)
        {
            (double turnSine, double turnCosine) = Math.SinCos(Math.Pow(10000, -(double)i / features));
            double sine = 0, cosine = 1;
            for (nint t = 0; t < length; t++)
            {
                Unsafe.Add(ref y, (t * features) + i) = (float)sine;
                if (i + 1 < features) Unsafe.Add(ref y, (t * features) + i + 1) = (float)cosine;
                (sine, cosine) = ((sine * turnCosine) + (cosine * turnSine), (cosine * turnCosine) - (sine * turnSine));
            }
        }
    }

    /// <summary>
    /// y = x + table for [rows][columns]: rows of x and y are <paramref name="rowStride"/> floats apart, those of the table lie behind each other. y may be x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref float x, ref float table, ref float y, nint rows, nint columns, nint rowStride)
    {
        for (nint row = 0; row < rows; row++)
            Reductions.Add(
                ref Unsafe.Add(ref x, row * rowStride), ref Unsafe.Add(ref table, row * columns), ref Unsafe.Add(ref y, row * rowStride), columns,
                accumulate: false);
    }

    private static void ThrowLength(int length, nint size, nint sample) => throw SampleError.Of(
        string.Create(CultureInfo.InvariantCulture, $"Length {length} of "), sample,
        string.Create(CultureInfo.InvariantCulture, $" does not fit the sequence: lengths run from 0 to {size}."));
}
