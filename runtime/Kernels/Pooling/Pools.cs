using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Max pooling of one channels-last sample: y = the maximum over each window's real pixels, NaN where one is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class MaxPool
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float x, ref float y, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, in shape);
        else Run128(ref x, ref y, in shape);
    }
}

/// <summary>
/// Gradient of max pooling of one channels-last sample: dx is written whole: the first pixel in window order that equals y gets dy,
/// overlapping windows add. Where y is NaN the first NaN gets dy.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class MaxPoolGradient
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, ref dy, ref dx, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, ref dy, ref dx, in shape);
        else Run128(ref x, ref y, ref dy, ref dx, in shape);
    }
}

/// <summary>Average pooling of one channels-last sample: y = the sum over each window's real pixels, in window order, times 1 / shape.Divisor.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class AveragePool
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float x, ref float y, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, in shape);
        else Run128(ref x, ref y, in shape);
    }
}

/// <summary>
/// Gradient of average pooling of one channels-last sample: dx is written whole: every real pixel of a window gets dy times
/// 1 / shape.Divisor, overlapping windows add.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class AveragePoolGradient
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float dy, ref float dx, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref dy, ref dx, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref dy, ref dx, in shape);
        else Run128(ref dy, ref dx, in shape);
    }
}

/// <summary>Max pooling of one planar sample: y = the maximum over each window's real pixels, NaN where one is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class PlanarMaxPool
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float x, ref float y, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, in shape);
        else Run128(ref x, ref y, in shape);
    }
}

/// <summary>
/// Gradient of max pooling of one planar sample: dx is written whole: the first pixel in window order that equals y gets dy,
/// overlapping windows add. Where y is NaN the first NaN gets dy.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class PlanarMaxPoolGradient
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, ref dy, ref dx, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, ref dy, ref dx, in shape);
        else Run128(ref x, ref y, ref dy, ref dx, in shape);
    }
}

/// <summary>Average pooling of one planar sample: y = the sum over each window's real pixels divided by shape.Divisor.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class PlanarAveragePool
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float x, ref float y, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref x, ref y, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref x, ref y, in shape);
        else Run128(ref x, ref y, in shape);
    }
}

/// <summary>
/// Gradient of average pooling of one planar sample: dx is written whole: every real pixel of a window gets dy / shape.Divisor,
/// overlapping windows add.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class PlanarAveragePoolGradient
{
    /// <summary>Runs the body of the widest vectors of this machine; trusts its arguments.</summary>
    public static void Run(ref float dy, ref float dx, in PoolShape shape)
    {
        if (Vector512.IsHardwareAccelerated) Run512(ref dy, ref dx, in shape);
        else if (Vector256.IsHardwareAccelerated) Run256(ref dy, ref dx, in shape);
        else Run128(ref dy, ref dx, in shape);
    }
}
