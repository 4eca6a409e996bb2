using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>The mean of a batch's losses.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MeanLoss
{
    /// <summary>
    /// sum of losses / sum of weights over <paramref name="rows"/> rows, added in row order in double precision;
    /// <paramref name="seed"/> is scale / sum of weights, the gradient of each row's loss.
    /// </summary>
    public static float Run(ref float losses, ref float weights, nint rows, float scale, out float seed)
    {
        double weight = Reductions.Sum(ref weights, rows);
        seed = (float)(scale / weight);
        return (float)(Reductions.Sum(ref losses, rows) / weight);
    }
}
