namespace Kiln.Kernels;

/// <summary>What the tiles of one output row of a depthwise convolution have in common. The input rows lie in a ring of slots as floats.</summary>
internal struct Int8DepthwiseRow
{
    /// <summary>How the output pixels are split into tiles.</summary>
    public Int8TileSplits Tiles;

    /// <summary>Output channels.</summary>
    public nint Channels;

    /// <summary>Output channels, padded to a multiple of 16.</summary>
    public nint PaddedChannels;

    /// <summary>Output channels of each input channel.</summary>
    public nint Multiplier;

    /// <summary>Rows of taps.</summary>
    public nint TapRows;

    /// <summary>Columns of taps.</summary>
    public nint TapColumns;

    /// <summary>The slot of the first row of taps; the others follow, and after the last slot comes the first.</summary>
    public nint FirstSlot;

    /// <summary>Slots of the ring.</summary>
    public nint Slots;

    /// <summary>Floats of a slot.</summary>
    public nint SlotFloats;

    /// <summary>Floats from one tap of a row to the next.</summary>
    public nint TapStride;

    /// <summary>Floats from one output pixel's inputs to the next one's.</summary>
    public nint PixelStride;

    /// <summary>Bytes from one output pixel to the next.</summary>
    public nint OutputStride;

    /// <summary>Whether one tile has all pixels of two vectors of channels, and pairs of vectors have all channels.</summary>
    public readonly bool IsNarrow => Tiles.Pixels <= 5 && Channels % Int8Rows.PanelChannels == 0;
}
