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

    /// <summary>The gradient of each row's loss: scale / sum of weights.</summary>
    public static void Seed(ref float gradients, nint stride, nint rows, float scale, double weight)
    {
        float seed = (float)(scale / weight);
        for (nint row = 0; row < rows; row++) Unsafe.Add(ref gradients, row * stride) = seed;
    }
}
