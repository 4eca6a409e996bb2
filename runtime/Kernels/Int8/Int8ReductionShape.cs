using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Reductions over axes: three nested loops over the axes that are kept, and for each element of the result three over those that are reduced, each with its trip
/// count (1 where it is not needed) and the bytes from element to element.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Int8ReductionShape
{
    /// <summary>Trips of the outermost loop over the result.</summary>
    public nint KeptOuter { get; init; }

    /// <summary>Its distance in x.</summary>
    public nint KeptOuterX { get; init; }

    /// <summary>Its distance in y.</summary>
    public nint KeptOuterY { get; init; }

    /// <summary>Trips of the middle loop over the result.</summary>
    public nint KeptMiddle { get; init; }

    /// <summary>Its distance in x.</summary>
    public nint KeptMiddleX { get; init; }

    /// <summary>Its distance in y.</summary>
    public nint KeptMiddleY { get; init; }

    /// <summary>Trips of the innermost loop over the result, which is vectorized where both its distances are 1.</summary>
    public nint KeptInner { get; init; }

    /// <summary>Its distance in x.</summary>
    public nint KeptInnerX { get; init; }

    /// <summary>Its distance in y.</summary>
    public nint KeptInnerY { get; init; }

    /// <summary>Trips of the outermost loop over the elements that are reduced.</summary>
    public nint ReducedOuter { get; init; }

    /// <summary>Its distance in x.</summary>
    public nint ReducedOuterX { get; init; }

    /// <summary>Trips of the middle loop over the elements that are reduced.</summary>
    public nint ReducedMiddle { get; init; }

    /// <summary>Its distance in x.</summary>
    public nint ReducedMiddleX { get; init; }

    /// <summary>Trips of the innermost loop over the elements that are reduced, which is vectorized where its distance is 1.</summary>
    public nint ReducedInner { get; init; }

    /// <summary>Its distance in x.</summary>
    public nint ReducedInnerX { get; init; }

    /// <summary>The loops over the elements that are reduced.</summary>
    internal ReducedAxes Reduced => new(ReducedOuter, ReducedOuterX, ReducedMiddle, ReducedMiddleX, ReducedInner, ReducedInnerX);

    /// <summary>Whether neighbours of the result come from neighbours of x.</summary>
    internal bool IsColumns => KeptInnerX == 1 && KeptInnerY == 1 && (KeptInner > 1 || ReducedInnerX != 1);
}
