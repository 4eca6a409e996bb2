namespace Kiln.Kernels;

/// <summary>
/// How the pixels of a row are split into register tiles of two sizes: all of nearly the same size, since a tile of one pixel takes almost as long as a large
/// one; or, where that needs too much machine code, tiles of four pixels and of one.
/// </summary>
internal readonly struct Int8TileSplit
{
    private readonly nint _largeSize, _large, _smallSize, _small;

    /// <summary>
    /// Splits <paramref name="pixels"/>, at least 1, into tiles of at most <paramref name="most"/>, of any size or of four and one.
    /// </summary>
    public Int8TileSplit(nint pixels, int most, bool anySize)
    {
        if (!anySize)
        {
            (_largeSize, _large, _smallSize, _small) = (4, pixels / 4, 1, pixels % 4);
            return;
        }

        uint count = (uint)pixels, tiles = (count + (uint)most - 1) / (uint)most, size = count / tiles;
        (_largeSize, _large) = ((nint)size + 1, (nint)(count - size * tiles));
        (_smallSize, _small) = ((nint)size, (nint)tiles - _large);
    }

    /// <summary>The size of tiles, the first pixel and the number of tiles of part 0 or 1; there may be none.</summary>
    public (nint Size, nint First, nint Tiles) this[nint part] =>
        part == 0 ? (_largeSize, 0, _large) : (_smallSize, _large * _largeSize, _small);
}
