using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The mean of a batch's losses. What it is divided by is 0 where nothing counts: then losses and gradients are 0, too.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MeanLoss
{
    /// <summary>
    /// sum of losses / <paramref name="divisor"/> over <paramref name="rows"/> rows, each <c>stride</c> floats behind the one before, added in row order in
    /// double precision.
    /// </summary>
    public static float Run(ref float losses, nint lossStride, nint rows, double divisor) =>
        divisor == 0 ? 0f : (float)(Reductions.Sum(ref losses, rows, lossStride) / divisor);

    /// <summary>
    /// What each row contributes to the weighted mean: loss * <paramref name="count"/>, the number of rows, / <paramref name="divisor"/>, the sum of weights.
    /// </summary>
    public static void Share(ref float losses, nint lossStride, ref float shares, nint shareStride, nint rows, double count, double divisor)
    {
        float factor = divisor == 0 ? 0f : (float)(count / divisor);
        for (nint row = 0; row < rows; row++) Unsafe.Add(ref shares, row * shareStride) = factor * Unsafe.Add(ref losses, row * lossStride);
    }

    /// <summary>The gradient of each row's loss: scale / <paramref name="divisor"/>.</summary>
    public static void Seed(ref float gradients, nint stride, nint rows, float scale, double divisor)
    {
        float seed = divisor == 0 ? 0f : (float)(scale / divisor);
        for (nint row = 0; row < rows; row++) Unsafe.Add(ref gradients, row * stride) = seed;
    }
}
