using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Maps of a batch in memory: <paramref name="Samples"/> maps of Height x Width pixels, <paramref name="SampleStride"/> floats apart.
/// A vector [F] is a channels-last map of one pixel. Plane 1 means channels-last, anything else planar.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct MapBatch(nint Samples, nint Height, nint Width, nint SampleStride, MapStrides Strides)
{
    /// <summary>Maps whose elements lie at these strides, in floats.</summary>
    public MapBatch(nint samples, nint height, nint width, nint sampleStride, nint row, nint pixel, nint plane)
        : this(samples, height, width, sampleStride, new MapStrides(row, pixel, plane))
    {
    }

    /// <summary>Rows of vectors [F]: a map of one pixel each.</summary>
    public static MapBatch Vectors(nint samples, nint rowStride) => new(samples, 1, 1, rowStride, MapStrides.ChannelsLast(rowStride, rowStride));

    /// <summary>Whether the channels of a pixel are neighbours in memory.</summary>
    public bool IsChannelsLast => Strides.Plane == 1;

    /// <summary>Pixels of one channel over the batch.</summary>
    public nint Count => Samples * Height * Width;

    /// <summary>The maps of some rows.</summary>
    internal MapBatch Of(RowPart rows) => this with { Samples = rows.Samples, Height = rows.Rows };

    /// <summary>Where these rows begin.</summary>
    internal ref float At(ref float map, RowPart rows) => ref Unsafe.Add(ref map, rows.Sample * SampleStride + rows.Row * Strides.Row);

    /// <summary>Whether the rows of a planar map follow each other without border, so that a plane is one run of floats.</summary>
    public bool HasUnbrokenPlanes => !IsChannelsLast && Strides.Row == Width;

    /// <summary>The same memory with each plane as one row; only where <see cref="HasUnbrokenPlanes"/>.</summary>
    public MapBatch Unbroken() => this with { Height = 1, Width = Height * Width };
}
