using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// One output row of a convolution: a matrix product of the pixels' inputs, which lie in a ring of rows, and packed weights. Weights lie in panels of 16
/// channels, [rows of taps][depth / 4][16][4].
/// </summary>
internal static partial class Int8Rows
{
    /// <summary>Channels of a panel.</summary>
    public const int PanelChannels = 16;

    /// <summary>The most sums that a tile has.</summary>
    public const int TileSums = 256;

    /// <summary>Inputs of a dot product.</summary>
    public const int QuadInputs = 4;

    /// <summary>Bytes of a panel for one quad of inputs.</summary>
    public const int QuadBytes = PanelChannels * QuadInputs;

    // From the biases of a tile's first vector of channels to those of the second one: with 512 bits that is the next panel.
    private const int SecondBias128 = 4, SecondBias256 = 8, SecondBias512 = Int8Header.BlockFloats;

    /// <summary>Panels that so many channels fill; the last may be partial.</summary>
    public static nint Panels(nint channels) => (channels + PanelChannels - 1) / PanelChannels;

    /// <summary>Channels of whole panels for so many channels.</summary>
    public static nint Padded(nint channels) => (channels + PanelChannels - 1) & -PanelChannels;

    /// <summary>Computes and stores the row's pixels for all groups.</summary>
    /// <param name="x">The first pixel's inputs of the first group in the ring's first slot.</param>
    /// <param name="weights">The first group's weights; those of the others follow.</param>
    /// <param name="block">The first group's first block of requantization; those of the others follow.</param>
    /// <param name="header">What all channels have in common.</param>
    /// <param name="y">The first output.</param>
    /// <param name="shape">Counts and strides.</param>
    public static void Run(ref byte x, ref sbyte weights, ref float block, ref Int8Header header, ref sbyte y, in Int8RowShape shape)
    {
        ref int bias = ref Unsafe.As<float, int>(ref block);
        nint panels = Panels(shape.Channels);
        for (nint group = 0; group < shape.Groups; group++)
        {
            if (shape.HasWords) Run<WordDot>(ref x, ref weights, ref bias, ref header, ref y, shape.Channels, in shape);
            else if (header.HasWidePairs != 0) Run<AnyDot>(ref x, ref weights, ref bias, ref header, ref y, shape.Channels, in shape);
            else Run<PairDot>(ref x, ref weights, ref bias, ref header, ref y, shape.Channels, in shape);
            x = ref Unsafe.Add(ref x, shape.PlaneBytes);
            weights = ref Unsafe.Add(ref weights, panels * shape.PanelBytes);
            bias = ref Unsafe.Add(ref bias, panels * Int8Header.BlockFloats);
            y = ref Unsafe.Add(ref y, shape.Channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Run<TDot>(
        ref byte x, ref sbyte weights, ref int bias, ref Int8Header header, ref sbyte y, nint channels, in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        ref int sums = ref MemoryMarshal.GetReference(stackalloc int[TileSums]);
        for (; channels > 0; channels -= PanelChannels)
        {
            if (channels <= PanelChannels / 2 && Int8Dot.Prefers256)
                HalfPanel256<TDot>(ref x, ref weights, ref bias, ref header, ref y, channels, ref sums, in shape);
            else if (Int8Dot.Prefers512) Panel512<TDot>(ref x, ref weights, ref bias, ref header, ref y, channels, ref sums, in shape);
            else if (Int8Dot.Prefers256) Panel256<TDot>(ref x, ref weights, ref bias, ref header, ref y, channels, ref sums, in shape);
            else
            {
                Panel128<TDot>(ref x, ref weights, ref bias, ref header, ref y, channels, ref sums, in shape);
                if (channels > 8)
                {
                    ref sbyte half = ref Unsafe.Add(ref weights, QuadBytes / 2), to = ref Unsafe.Add(ref y, 8);
                    Panel128<TDot>(ref x, ref half, ref Unsafe.Add(ref bias, 8), ref header, ref to, channels - 8, ref sums, in shape);
                }
            }

            weights = ref Unsafe.Add(ref weights, shape.PanelBytes);
            bias = ref Unsafe.Add(ref bias, Int8Header.BlockFloats);
            y = ref Unsafe.Add(ref y, PanelChannels);
        }
    }

    /// <summary>Tiles of at most 8 pixels, one vector of channels wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel512<TDot>(
        ref byte x, ref sbyte weights, ref int bias, ref Int8Header header, ref sbyte y, nint channels, ref int sums,
        in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        ref Vector512<int> block = ref Unsafe.As<int, Vector512<int>>(ref bias);
        Int8TileSplit split = new(shape.Pixels, 8);
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint first, nint tiles) = split[part];
            switch (size)
            {
                case 1: Tiles<Tile1x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 2: Tiles<Tile2x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 3: Tiles<Tile3x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 4: Tiles<Tile4x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 5: Tiles<Tile5x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 6: Tiles<Tile6x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 7: Tiles<Tile7x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                default: Tiles<Tile8x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
            }
        }
    }

    /// <summary>Tiles of at most 6 pixels, two vectors of channels wide: their sums, weights and inputs fit into 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel256<TDot>(
        ref byte x, ref sbyte weights, ref int bias, ref Int8Header header, ref sbyte y, nint channels, ref int sums,
        in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        ref Vector256<int> block = ref Unsafe.As<int, Vector256<int>>(ref bias);
        Int8TileSplit split = new(shape.Pixels, 6);
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint first, nint tiles) = split[part];
            switch (size)
            {
                case 1: Tiles<Tile1x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 2: Tiles<Tile2x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 3: Tiles<Tile3x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 4: Tiles<Tile4x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 5: Tiles<Tile5x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                default: Tiles<Tile6x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
            }
        }
    }

    /// <summary>At most 8 channels, which are one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalfPanel256<TDot>(
        ref byte x, ref sbyte weights, ref int bias, ref Int8Header header, ref sbyte y, nint channels, ref int sums,
        in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        ref Vector256<int> block = ref Unsafe.As<int, Vector256<int>>(ref bias);
        Int8TileSplit split = new(shape.Pixels, 8);
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint first, nint tiles) = split[part];
            switch (size)
            {
                case 1: Tiles<Tile1x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 2: Tiles<Tile2x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 3: Tiles<Tile3x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 4: Tiles<Tile4x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 5: Tiles<Tile5x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 6: Tiles<Tile6x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 7: Tiles<Tile7x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                default: Tiles<Tile8x1, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel128<TDot>(
        ref byte x, ref sbyte weights, ref int bias, ref Int8Header header, ref sbyte y, nint channels, ref int sums,
        in Int8RowShape shape)
        where TDot : struct, IInt8Dot
    {
        ref Vector128<int> block = ref Unsafe.As<int, Vector128<int>>(ref bias);
        Int8TileSplit split = new(shape.Pixels, 6);
        for (nint part = 0; part < 2; part++)
        {
            (nint size, nint first, nint tiles) = split[part];
            switch (size)
            {
                case 1: Tiles<Tile1x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 2: Tiles<Tile2x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 3: Tiles<Tile3x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 4: Tiles<Tile4x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                case 5: Tiles<Tile5x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
                default: Tiles<Tile6x2, TDot>(ref x, ref weights, ref block, ref header, ref y, channels, first, tiles, ref sums, in shape); break;
            }
        }
    }

    // From the weights of a tile's first vector of channels to those of the second one.
    private static nint SecondWeights128(in Int8RowShape shape) => 16;

    private static nint SecondWeights256(in Int8RowShape shape) => 32;

    private static nint SecondWeights512(in Int8RowShape shape) => shape.PanelBytes;
}
