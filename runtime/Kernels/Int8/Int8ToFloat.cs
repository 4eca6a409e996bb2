using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Bytes of a scale and zero point as floats.</summary>
internal readonly partial struct Int8ToFloat(float scale, int zero) : IInt8Conversion<sbyte, float>
{
    public bool DependsOnChannel => false;

    public void Run(ref sbyte x, ref float y, nint channel, nint channelStep, nint count)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, count);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, count);
        else Run128(ref x, ref y, count);
    }
}
