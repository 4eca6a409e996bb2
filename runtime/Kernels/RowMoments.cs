using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Mean and variance of neighbours in memory, as <see cref="Moments"/> has it. Rows are read on to the end of their last vector.</summary>
internal static class RowMoments
{
    /// <summary>Floats between two additions in double precision, so that rounding errors do not grow with the length of a row.</summary>
    private const int Block = 4096;

    /// <summary>Mean and biased variance of a row.</summary>
    public static (float Mean, double Variance) Of(ref float row, nint columns)
    {
        float origin = Moments.Origin(row), mean = (float)(origin + (Sum(ref row, columns, origin) / columns));
        double distances = Sums(ref row, columns, mean, out double squares);
        return Moments.Correct(mean, distances, squares, columns);
    }

    /// <summary>The sum of the distances of <paramref name="columns"/> floats from a centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(ref float row, nint columns, float centre)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> centres = new(centre);
        double sum = 0;
        for (nint i = 0; i < columns;)
        {
            nint end = nint.Min(columns, i + Block);
            Vector<float> sums0 = Vector<float>.Zero, sums1 = Vector<float>.Zero;
            for (; i <= end - 2 * lanes; i += 2 * lanes)
            {
                sums0 += Vector.LoadUnsafe(ref row, (nuint)i) - centres;
                sums1 += Vector.LoadUnsafe(ref row, (nuint)(i + lanes)) - centres;
            }

            for (; i < end; i += lanes) sums0 += PartialVector.Keep(Vector.LoadUnsafe(ref row, (nuint)i) - centres, end - i, Vector<float>.Zero);
            sum += Vector.Sum(sums0 + sums1);
        }

        return sum;
    }

    /// <summary>The sums of the distances of <paramref name="columns"/> floats from a centre and of their squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sums(ref float row, nint columns, float centre, out double squares)
    {
        nint lanes = Vector<float>.Count;
        Vector<float> centres = new(centre);
        double sum = 0;
        squares = 0;
        for (nint i = 0; i < columns;)
        {
            nint end = nint.Min(columns, i + Block);
            Vector<float> sums0 = Vector<float>.Zero, sums1 = Vector<float>.Zero, squares0 = Vector<float>.Zero, squares1 = Vector<float>.Zero;
            for (; i <= end - 2 * lanes; i += 2 * lanes)
            {
                Vector<float> distance0 = Vector.LoadUnsafe(ref row, (nuint)i) - centres, distance1 = Vector.LoadUnsafe(ref row, (nuint)(i + lanes)) - centres;
                sums0 += distance0;
                sums1 += distance1;
                squares0 += distance0 * distance0;
                squares1 += distance1 * distance1;
            }

            for (; i < end; i += lanes)
            {
                Vector<float> distance = PartialVector.Keep(Vector.LoadUnsafe(ref row, (nuint)i) - centres, end - i, Vector<float>.Zero);
                sums0 += distance;
                squares0 += distance * distance;
            }

            sum += Vector.Sum(sums0 + sums1);
            squares += Vector.Sum(squares0 + squares1);
        }

        return sum;
    }
}
