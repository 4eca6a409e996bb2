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
            if (Int8Dot.MayUseWords && shape.HasWords) Run<WordDot>(ref x, ref weights, ref bias, ref header, ref y, shape.Channels, in shape);
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
            if (Int8Dot.Prefers512 && channels > PanelChannels / 2)
            {
                ref Vector512<int> block = ref Unsafe.As<int, Vector512<int>>(ref bias);
                OneVector<TDot>(ref x, ref weights, ref block, ref header, ref y, channels, ref sums, in shape);
            }
            else if (Int8Dot.Prefers256)
            {
                ref Vector256<int> block = ref Unsafe.As<int, Vector256<int>>(ref bias);
                if (channels <= PanelChannels / 2) OneVector<TDot>(ref x, ref weights, ref block, ref header, ref y, channels, ref sums, in shape);
                else TwoVectors<TDot>(ref x, ref weights, ref block, ref header, ref y, channels, ref sums, in shape);
            }
            else
            {
                ref Vector128<int> block = ref Unsafe.As<int, Vector128<int>>(ref bias);
                TwoVectors<TDot>(ref x, ref weights, ref block, ref header, ref y, channels, ref sums, in shape);
                if (channels > PanelChannels / 2)
                {
                    ref sbyte half = ref Unsafe.Add(ref weights, QuadBytes / 2), to = ref Unsafe.Add(ref y, PanelChannels / 2);
                    block = ref Unsafe.Add(ref block, 2);
                    TwoVectors<TDot>(ref x, ref half, ref block, ref header, ref to, channels - PanelChannels / 2, ref sums, in shape);
                }
            }

            weights = ref Unsafe.Add(ref weights, shape.PanelBytes);
            bias = ref Unsafe.Add(ref bias, Int8Header.BlockFloats);
            y = ref Unsafe.Add(ref y, PanelChannels);
        }
    }

    // From the weights of a tile's first vector of channels to those of the second one.
    private static nint SecondWeights128(in Int8RowShape shape) => 16;

    private static nint SecondWeights256(in Int8RowShape shape) => 32;

    private static nint SecondWeights512(in Int8RowShape shape) => shape.PanelBytes;
}
