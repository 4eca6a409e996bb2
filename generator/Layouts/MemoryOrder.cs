namespace Kiln.Generator.Layouts;

/// <summary>How the elements of one row lie in memory.</summary>
internal enum MemoryOrder
{
    /// <summary>Row-major in the order of the shape, rows unpadded: a vector, or planes of a map (channels-first, planar).</summary>
    Natural,

    /// <summary>A map as [height][width][channels], a signal as [length][channels]; channels padded to a multiple of 16.</summary>
    ChannelsLast,

    /// <summary>Row-major with the last dimension padded to a multiple of 16: the tokens of a sequence, each with its features.</summary>
    Rows,

    /// <summary>A parameter as the weight-gradient kernels write it: the shape's dimensions with outputs last ([K][N], HWIO), unpadded.</summary>
    OutputsLast,

    /// <summary>Weights packed for a kernel.</summary>
    Packed,

    /// <summary>As the caller's span has it: rows without padding.</summary>
    Caller,
}
