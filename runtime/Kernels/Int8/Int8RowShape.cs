namespace Kiln.Kernels;

/// <summary>What the register tiles of one output row have in common. The input rows lie in a ring of slots, in the form of dot products.</summary>
internal struct Int8RowShape
{
    /// <summary>Output pixels, at least 1.</summary>
    public nint Pixels;

    /// <summary>Groups of channels.</summary>
    public nint Groups;

    /// <summary>Output channels of a group.</summary>
    public nint Channels;

    /// <summary>Bytes of a slot from a group's inputs to those of the next group.</summary>
    public nint PlaneBytes;

    /// <summary>Rows of taps.</summary>
    public nint TapRows;

    /// <summary>The slot of the first row of taps; the others follow, and after the last slot comes the first.</summary>
    public nint FirstSlot;

    /// <summary>Slots of the ring.</summary>
    public nint Slots;

    /// <summary>Bytes of a slot.</summary>
    public nint SlotBytes;

    /// <summary>Runs of neighbouring bytes that a row of taps reads for a pixel: 1, or one for each tap of a dilated row.</summary>
    public nint Segments;

    /// <summary>Bytes from one run to the next.</summary>
    public nint SegmentStride;

    /// <summary>Quads of a run.</summary>
    public nint Quads;

    /// <summary>Bytes of the row from one output pixel's inputs to the next one's.</summary>
    public nint PixelStride;

    /// <summary>Bytes from one output pixel to the next.</summary>
    public nint OutputStride;

    /// <summary>Whether inputs and weights have 16 bits.</summary>
    public bool HasWords;

    /// <summary>Bytes of a panel's weights.</summary>
    public readonly nint PanelBytes => TapRows * Segments * Quads * Int8Rows.QuadBytes;
}
