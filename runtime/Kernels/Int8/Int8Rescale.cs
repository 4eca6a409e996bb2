using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Bytes of one scale and zero point as those of another.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Int8Rescale
{
    /// <summary>So many elements that lie one behind the other; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte zeroX, ref sbyte zeroY, ref sbyte y, nint count)
    {
        Int8Rescaling rescaling = new(multiplier, shift, ref clamp, zeroY);
        if (Vector512.IsHardwareAccelerated) Run512(ref x, zeroX, rescaling, ref y, count);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, zeroX, rescaling, ref y, count);
        else Run128(ref x, zeroX, rescaling, ref y, count);
    }
}
