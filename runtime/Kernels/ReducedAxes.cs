using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Three loops over which a reduction runs, outermost first, each with its trip count and its distance in floats. One that is not needed has one trip.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ReducedAxes(nint Outer, nint OuterStride, nint Middle, nint MiddleStride, nint Inner, nint InnerStride);
