using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Samples of normal distributions whose gradient flows through mean and variance (Kingma and Welling 2014, section 2.4). The noise of element e of a sample is
/// the normal quantile of word e % 4 of Philox4x32-10 at counter (e / 4, sample, step), as all normal numbers of Kiln: backward draws it again.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NormalSamples
{
    private const int WordsPerBlock = 4;

    /// <summary>The key of a layer's noise.</summary>
    public static RandomKey Stream(long seed, string layer) => RandomKey.Of(seed, "normal samples", layer);

    /// <summary>y = mean + e^(logVariance / 2) noise; <paramref name="firstElement"/> is the number of the first one, a multiple of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sample(ref float mean, ref float logVariance, ref float y, nint count, in RandomKey key, nint firstElement = 0)
    {
        for (nint first = 0; first < count; first += WordsPerBlock)
        {
            PhiloxWords words = key.Block((firstElement + first) / WordsPerBlock);
            for (nint i = first; i < nint.Min(first + WordsPerBlock, count); i++)
                Unsafe.Add(ref y, i) =
                    Unsafe.Add(ref mean, i) + (VectorMath.Exp(0.5f * Unsafe.Add(ref logVariance, i)) * NormalQuantile.Of(words[(int)(i - first)]));
        }
    }

    /// <summary>dlogVariance = dy e^(logVariance / 2) noise / 2. The mean's gradient is dy itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(ref float logVariance, ref float dy, ref float result, nint count, in RandomKey key, nint firstElement = 0)
    {
        for (nint first = 0; first < count; first += WordsPerBlock)
        {
            PhiloxWords words = key.Block((firstElement + first) / WordsPerBlock);
            for (nint i = first; i < nint.Min(first + WordsPerBlock, count); i++)
                Unsafe.Add(ref result, i) =
                    Unsafe.Add(ref dy, i) * 0.5f * VectorMath.Exp(0.5f * Unsafe.Add(ref logVariance, i)) * NormalQuantile.Of(words[(int)(i - first)]);
        }
    }
}
