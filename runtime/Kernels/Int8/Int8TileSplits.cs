namespace Kiln.Kernels;

/// <summary>The ways in which a row of pixels, at least 1, is split into register tiles. They are found once for all rows of a map.</summary>
internal readonly struct Int8TileSplits(nint pixels)
{
    /// <summary>Pixels of the row.</summary>
    public readonly nint Pixels = pixels;

    /// <summary>Tiles of at most six pixels, for two vectors of channels: their sums, weights and inputs fit into 16 registers.</summary>
    public readonly Int8TileSplit OfSix = Int8TileSplit.Even(pixels, 6);

    /// <summary>Tiles of at most eight pixels, for one vector of channels.</summary>
    public readonly Int8TileSplit OfEight = Int8TileSplit.Even(pixels, 8);

    /// <summary>Tiles of four pixels and of one.</summary>
    public readonly Int8TileSplit OfFourAndOne = Int8TileSplit.FourAndOne(pixels);
}
