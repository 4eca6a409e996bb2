using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Floats as bytes of a scale and zero point.</summary>
internal readonly partial struct Int8FromFloat(float inverseScale, sbyte zero) : IInt8Conversion<float, sbyte>
{
    // The largest float below 1/2. Added to the magnitude before it is cut, it rounds halves up and nothing below them: 1/2 itself would carry the float before
    // 1/2 to 1.
    private const float AlmostHalf = 0.49999997f;

    public bool DependsOnChannel => false;

    public void Run(ref float x, ref sbyte y, nint channel, nint channelStep, nint count)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, count);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, count);
        else Run128(ref x, ref y, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private sbyte Quantize(float x)
    {
        float value = x * inverseScale + zero;
        if (float.IsNaN(value)) return zero;
        value = float.Clamp(value, sbyte.MinValue, sbyte.MaxValue);
        return (sbyte)(value + float.CopySign(AlmostHalf, value));
    }
}
