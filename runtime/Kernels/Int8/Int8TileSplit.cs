namespace Kiln.Kernels;

/// <summary>
/// How the pixels of a row are split into register tiles: all of nearly the same size, since a tile of one pixel takes almost as long as a large one. Larger
/// tiles come first, then those with a pixel less.
/// </summary>
internal readonly struct Int8TileSplit
{
    private readonly nint _size, _larger, _smaller;

    /// <summary>Splits <paramref name="pixels"/>, at least 1, into tiles of at most <paramref name="most"/>.</summary>
    public Int8TileSplit(nint pixels, int most)
    {
        uint count = (uint)pixels, tiles = (count + (uint)most - 1) / (uint)most, size = count / tiles;
        _size = (nint)size;
        _larger = (nint)(count - size * tiles);
        _smaller = (nint)tiles - _larger;
    }

    /// <summary>The size of tiles, the first pixel and the number of tiles of part 0 or 1; there may be none.</summary>
    public (nint Size, nint First, nint Tiles) this[nint part] =>
        part == 0 ? (_size + 1, 0, _larger) : (_size, _larger * (_size + 1), _smaller);
}
