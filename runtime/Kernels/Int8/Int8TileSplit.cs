namespace Kiln.Kernels;

/// <summary>Tiles of two sizes that follow each other in a row.</summary>
internal readonly struct Int8TileSplit
{
    private readonly nint _largeSize, _large, _smallSize, _small;

    /// <summary>
    /// Splits <paramref name="pixels"/>, at least 1, into tiles of at most <paramref name="most"/>, all of nearly the same size, since a tile of one pixel
    /// takes almost as long as a large one.
    /// </summary>
    public static Int8TileSplit Even(nint pixels, int most)
    {
        uint count = (uint)pixels, tiles = (count + (uint)most - 1) / (uint)most, size = count / tiles;
        nint large = (nint)(count - size * tiles);
        return new((nint)size + 1, large, (nint)size, (nint)tiles - large);
    }

    /// <summary>Tiles of four pixels and of one, for kernels whose other sizes are not worth their machine code.</summary>
    public static Int8TileSplit FourAndOne(nint pixels) => new(4, pixels / 4, 1, pixels % 4);

    private Int8TileSplit(nint largeSize, nint large, nint smallSize, nint small) =>
        (_largeSize, _large, _smallSize, _small) = (largeSize, large, smallSize, small);

    /// <summary>The size of tiles, the first pixel and the number of tiles of part 0 or 1; there may be none.</summary>
    public (nint Size, nint First, nint Tiles) this[nint part] =>
        part == 0 ? (_largeSize, 0, _large) : (_smallSize, _large * _largeSize, _small);
}
