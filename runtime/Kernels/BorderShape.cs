using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A border around a map: so many rows above and below it, and columns left and right of it, which hold a value of their own. Channels are planes, or the
/// padded channels of a channels-last map.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct BorderShape
{
    /// <summary>Where the map's elements lie.</summary>
    public MapStrides Strides { get; init; }

    /// <summary>Channels of the map.</summary>
    public nint Channels { get; init; }

    /// <summary>Rows of the map.</summary>
    public nint Height { get; init; }

    /// <summary>Columns of the map.</summary>
    public nint Width { get; init; }

    /// <summary>Rows of the border above.</summary>
    public nint Top { get; init; }

    /// <summary>Columns of the border on the left.</summary>
    public nint Left { get; init; }

    /// <summary>Rows of the border below.</summary>
    public nint Bottom { get; init; }

    /// <summary>Columns of the border on the right.</summary>
    public nint Right { get; init; }

    /// <summary>What the border holds.</summary>
    public float Value { get; init; }
}
