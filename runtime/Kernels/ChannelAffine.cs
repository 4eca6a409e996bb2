using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>One scale and one shift for each channel: batch normalization in inference where it cannot be folded into weights.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ChannelAffine
{
    /// <summary>y = x * scale + shift on channels [first, last); scale and shift are [channels]. y may be x.</summary>
    public static void Apply(
        ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last, ref float scale, ref float shift) =>
        ChannelMaps.Affine(ref x, in input, ref y, in output, first, last, ref scale, ref shift);

    /// <summary>y = x * scale: the gradient of x from that of y. y may be x.</summary>
    public static void Scale(ref float x, in MapBatch input, ref float y, in MapBatch output, nint first, nint last, ref float scale) =>
        ChannelMaps.Multiply(ref x, in input, ref y, in output, first, last, ref scale);
}
