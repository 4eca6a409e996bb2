using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Three loops over which a reduction runs, outermost first, each with its trip count and its distance in floats. One that is not needed has one trip.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ReducedAxes(nint Outer, nint OuterStride, nint Middle, nint MiddleStride, nint Inner, nint InnerStride)
{
    /// <summary>One loop.</summary>
    public ReducedAxes(nint count, nint stride)
        : this(1, 0, 1, 0, count, stride)
    {
    }

    /// <summary>Two nested loops.</summary>
    public ReducedAxes(nint outer, nint outerStride, nint inner, nint innerStride)
        : this(1, 0, outer, outerStride, inner, innerStride)
    {
    }
}
