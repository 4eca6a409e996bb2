using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The mean of a batch's losses.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MeanLoss
{
    /// <summary>
    /// sum of losses / sum of weights over <paramref name="rows"/> rows, each <c>stride</c> floats behind the one before, added in row order in double precision;
    /// <paramref name="weight"/> is the sum of weights.
    /// </summary>
    public static float Run(ref float losses, nint lossStride, ref float weights, nint weightStride, nint rows, out double weight)
    {
        weight = Reductions.Sum(ref weights, rows, weightStride);
        return (float)(Reductions.Sum(ref losses, rows, lossStride) / weight);
    }

    /// <summary>The same for rows of weight 1.</summary>
    public static float Run(ref float losses, nint lossStride, nint rows, out double weight)
    {
        weight = rows;
        return (float)(Reductions.Sum(ref losses, rows, lossStride) / weight);
    }

    /// <summary>What each row contributes to the weighted mean: loss * rows / sum of weights.</summary>
    public static void Share(ref float losses, nint lossStride, ref float weights, nint weightStride, ref float shares, nint shareStride, nint rows)
    {
        float factor = (float)(rows / Reductions.Sum(ref weights, rows, weightStride));
        for (nint row = 0; row < rows; row++) Unsafe.Add(ref shares, row * shareStride) = factor * Unsafe.Add(ref losses, row * lossStride);
    }

    /// <summary>The gradient of each row's loss: scale / sum of weights.</summary>
    public static void Seed(ref float gradients, nint stride, nint rows, float scale, double weight)
    {
        float seed = (float)(scale / weight);
        for (nint row = 0; row < rows; row++) Unsafe.Add(ref gradients, row * stride) = seed;
    }
}
