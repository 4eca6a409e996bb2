using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// Batch normalization of inference folded into weights (once for each change of weights, never on a hot path): with
/// scale = gamma / sqrt(variance + epsilon) and shift = beta - scale mean, scale (W x + b) + shift = (scale W) x + (scale b + shift).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ChannelFolding
{
    /// <summary>scale = gamma / sqrt(variance + epsilon), all [channels].</summary>
    public static void Scale(ref float gamma, ref float variance, float epsilon, ref float scale, nint channels)
    {
        for (nint c = 0; c < channels; c++) Unsafe.Add(ref scale, c) = Unsafe.Add(ref gamma, c) / MathF.Sqrt(Unsafe.Add(ref variance, c) + epsilon);
    }

    /// <summary>shift = beta - scale mean, all [channels].</summary>
    public static void Shift(ref float scale, ref float beta, ref float mean, ref float shift, nint channels)
    {
        for (nint c = 0; c < channels; c++) Unsafe.Add(ref shift, c) = Unsafe.Add(ref beta, c) - (Unsafe.Add(ref scale, c) * Unsafe.Add(ref mean, c));
    }

    /// <summary>folded = scale bias + shift, all [channels].</summary>
    public static void ScaleBias(ref float bias, ref float scale, ref float shift, ref float folded, nint channels)
    {
        for (nint c = 0; c < channels; c++) Unsafe.Add(ref folded, c) = (Unsafe.Add(ref scale, c) * Unsafe.Add(ref bias, c)) + Unsafe.Add(ref shift, c);
    }

    /// <summary>folded[r][c] = weights[r][c] scale[c]: weights with the output channel last ([K][N], HWIO).</summary>
    public static void ScaleOutputs(ref float weights, ref float scale, ref float folded, nint rows, nint channels)
    {
        ReadOnlySpan<float> scales = MemoryMarshal.CreateReadOnlySpan(ref scale, (int)channels);
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref weights, row * channels);
            ref float target = ref Unsafe.Add(ref folded, row * channels);
            for (int c = 0; c < scales.Length; c++) Unsafe.Add(ref target, c) = Unsafe.Add(ref source, c) * scales[c];
        }
    }
}
