using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Where the elements of one sample's map (C, H, W) lie, in floats from its first real element (any border lies before and around it):
/// element (c, h, w) of a planar map is at c * <paramref name="Plane"/> + h * <paramref name="Row"/> + w (Pixel is 1), of a
/// channels-last map at h * <paramref name="Row"/> + w * <paramref name="Pixel"/> + c (Plane is 1).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct MapStrides(nint Row, nint Pixel, nint Plane)
{
    /// <summary>Planes of rows: the row pitch and the plane pitch.</summary>
    public static MapStrides Planar(nint row, nint plane) => new(row, 1, plane);

    /// <summary>Rows of pixels of channels: the row pitch and the pixel pitch (channels rounded up to 16, or more inside a wider buffer).</summary>
    public static MapStrides ChannelsLast(nint row, nint pixel) => new(row, pixel, 1);
}
