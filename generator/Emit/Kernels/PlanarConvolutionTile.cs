namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// How many channels and positions (vectors along the width) one register tile of a planar convolution holds: at least eight
/// independent sums where there are enough channels, and no more than the registers carry beside the inputs.
/// </summary>
internal static class PlanarConvolutionTile
{
    /// <summary>The most output channels of a tile; more are split into groups of almost equal size.</summary>
    public static int MaxChannels(VectorText vector) => vector.Bits == 512 ? 14 : 6;

    /// <summary>Vectors of each channel.</summary>
    public static int Positions(VectorText vector, int channels) => vector.Bits == 512
        ? channels switch { 1 => 8, 2 => 8, 3 => 8, 4 => 6, 5 or 6 => 4, 7 => 4, _ => 2 }
        : channels switch { 1 => 8, 2 => 4, 3 => 4, 4 => 3, _ => 2 };

    /// <summary>The sizes of the groups that channels are split into.</summary>
    public static IReadOnlyList<int> Sizes(VectorText vector) => [.. Enumerable.Range(1, MaxChannels(vector))];
}
