namespace Kiln.Kernels;

/// <summary>How many pixels by how many vectors of channels a register tile has; a type argument, so that each tile is its own machine code.</summary>
internal interface IInt8Tile
{
    /// <summary>Pixels: 1 to 8.</summary>
    static abstract int Pixels { get; }

    /// <summary>Vectors of channels: 1 or 2.</summary>
    static abstract int Vectors { get; }
}

/// <summary>One pixel by one vector.</summary>
internal readonly struct Tile1x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 1;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Two pixels by one vector.</summary>
internal readonly struct Tile2x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 2;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Three pixels by one vector.</summary>
internal readonly struct Tile3x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 3;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Four pixels by one vector.</summary>
internal readonly struct Tile4x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 4;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Five pixels by one vector.</summary>
internal readonly struct Tile5x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 5;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Six pixels by one vector.</summary>
internal readonly struct Tile6x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 6;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Seven pixels by one vector.</summary>
internal readonly struct Tile7x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 7;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>Eight pixels by one vector.</summary>
internal readonly struct Tile8x1 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 8;

    /// <inheritdoc/>
    public static int Vectors => 1;
}

/// <summary>One pixel by two vectors.</summary>
internal readonly struct Tile1x2 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 1;

    /// <inheritdoc/>
    public static int Vectors => 2;
}

/// <summary>Two pixels by two vectors.</summary>
internal readonly struct Tile2x2 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 2;

    /// <inheritdoc/>
    public static int Vectors => 2;
}

/// <summary>Three pixels by two vectors.</summary>
internal readonly struct Tile3x2 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 3;

    /// <inheritdoc/>
    public static int Vectors => 2;
}

/// <summary>Four pixels by two vectors.</summary>
internal readonly struct Tile4x2 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 4;

    /// <inheritdoc/>
    public static int Vectors => 2;
}

/// <summary>Five pixels by two vectors.</summary>
internal readonly struct Tile5x2 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 5;

    /// <inheritdoc/>
    public static int Vectors => 2;
}

/// <summary>Six pixels by two vectors.</summary>
internal readonly struct Tile6x2 : IInt8Tile
{
    /// <inheritdoc/>
    public static int Pixels => 6;

    /// <inheritdoc/>
    public static int Vectors => 2;
}
