using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Four nested loops over two operands and a result, each with its trip count (1 where it is not needed) and the bytes from element to element; an operand that
/// is broadcast along a loop has distance 0 there.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Int8BroadcastShape
{
    /// <summary>Trips of the outermost loop.</summary>
    public nint OutermostCount { get; init; }

    /// <summary>Distance in the first operand, outermost loop.</summary>
    public nint OutermostA { get; init; }

    /// <summary>Distance in the second operand, outermost loop.</summary>
    public nint OutermostB { get; init; }

    /// <summary>Distance in the result, outermost loop.</summary>
    public nint OutermostY { get; init; }

    /// <summary>Trips of the second loop.</summary>
    public nint OuterCount { get; init; }

    /// <summary>Distance in the first operand, second loop.</summary>
    public nint OuterA { get; init; }

    /// <summary>Distance in the second operand, second loop.</summary>
    public nint OuterB { get; init; }

    /// <summary>Distance in the result, second loop.</summary>
    public nint OuterY { get; init; }

    /// <summary>Trips of the third loop.</summary>
    public nint InnerCount { get; init; }

    /// <summary>Distance in the first operand, third loop.</summary>
    public nint InnerA { get; init; }

    /// <summary>Distance in the second operand, third loop.</summary>
    public nint InnerB { get; init; }

    /// <summary>Distance in the result, third loop.</summary>
    public nint InnerY { get; init; }

    /// <summary>Trips of the innermost loop, which is vectorized where its distances are 0 or 1 in the operands and 1 in the result.</summary>
    public nint InnermostCount { get; init; }

    /// <summary>Distance in the first operand, innermost loop.</summary>
    public nint InnermostA { get; init; }

    /// <summary>Distance in the second operand, innermost loop.</summary>
    public nint InnermostB { get; init; }

    /// <summary>Distance in the result, innermost loop.</summary>
    public nint InnermostY { get; init; }
}
