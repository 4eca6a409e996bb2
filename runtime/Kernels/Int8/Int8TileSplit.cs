namespace Kiln.Kernels;

/// <summary>
/// How the pixels of a row are split into register tiles: all of nearly the same size, since a tile of one pixel takes almost as long as a large one. Larger
/// tiles come first, then those with a pixel less.
/// </summary>
/// <param name="pixels">Pixels, at least 1.</param>
/// <param name="most">The most pixels of a tile.</param>
internal readonly struct Int8TileSplit(nint pixels, nint most)
{
    private readonly nint _tiles = (pixels + most - 1) / most;

    /// <summary>The size of tiles, the first pixel and the number of tiles of part 0 or 1; there may be none.</summary>
    public (nint Size, nint First, nint Tiles) this[nint part]
    {
        get
        {
            nint size = pixels / _tiles, larger = pixels - size * _tiles;
            return part == 0 ? (size + 1, 0, larger) : (size, larger * (size + 1), _tiles - larger);
        }
    }
}
