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

    /// <summary>Whether there are three rows of three taps.</summary>
    public readonly bool IsThreeByThree => TapRows == 3 && TapColumns == 3;

    /// <summary>Whether one tile has all pixels of two vectors of channels, and pairs of vectors have all channels.</summary>
    public readonly bool IsNarrow => Tiles.Pixels <= 5 && Channels % Int8Rows.PanelChannels == 0;

    /// <summary>Bytes from the ring's first slot to those of three rows of taps.</summary>
    public readonly (nint First, nint Second, nint Third) ThreeRows()
    {
        nint bytes = SlotFloats * sizeof(float), end = Slots * bytes;
        nint first = FirstSlot * bytes, second = first + bytes, third = second + bytes;
        return (first, second >= end ? second - end : second, third >= end ? third - end : third);
    }
}
