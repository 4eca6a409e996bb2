using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// The ends of a network in integers: one sample of the caller's, which is bytes or, where the call says so, the real numbers that these mean. Places of the
/// caller are counted in bytes; <c>before</c> elements of the samples before lie in front, so that a sample of wider elements begins so much later.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Caller
{
    /// <summary>A map of the caller's, bytes or floats, as bytes of the arena.</summary>
    public static void Accept(
        bool integers, ref sbyte x, nint before, in MapStrides from, ref float inverseScale, ref sbyte zero, ref sbyte y, in MapStrides to, nint channels,
        nint height, nint width)
    {
        if (integers) Int8Ends.Copy(ref x, in from, ref y, in to, channels, height, width);
        else
            Int8Ends.FromFloat(
                ref Unsafe.As<sbyte, float>(ref Unsafe.Add(ref x, before * (sizeof(float) - 1))), in from, ref inverseScale, ref zero, ref y, in to, channels,
                height, width);
    }

    /// <summary>A map of the caller's, bytes of the network or pixels, as bytes of the arena.</summary>
    public static void AcceptBytes(
        bool integers, ref sbyte x, nint before, in MapStrides from, ref sbyte table, ref sbyte y, in MapStrides to, nint channels, nint height, nint width)
    {
        if (integers) Int8Ends.Copy(ref x, in from, ref y, in to, channels, height, width);
        else Int8Ends.FromBytes(ref Unsafe.As<sbyte, byte>(ref x), in from, ref table, 0, ref y, in to, channels, height, width);
    }

    /// <summary>A map of the arena for the caller, as bytes or floats.</summary>
    public static void Deliver(
        bool integers, ref sbyte x, in MapStrides from, ref float scale, ref sbyte zero, ref sbyte y, nint before, in MapStrides to, nint channels, nint height,
        nint width)
    {
        if (integers) Int8Ends.Copy(ref x, in from, ref y, in to, channels, height, width);
        else
            Int8Ends.ToFloat(
                ref x, in from, ref scale, ref zero, ref Unsafe.As<sbyte, float>(ref Unsafe.Add(ref y, before * (sizeof(float) - 1))), in to, channels, height,
                width);
    }
}
