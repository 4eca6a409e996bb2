namespace Kiln.Kernels;

/// <summary>How a depthwise kernel finds the inputs of a vector of channels; a type argument, so that each way is its own machine code.</summary>
internal interface IInt8DepthwiseSource
{
    /// <summary>Whether so many layers read in this way that tiles of every size are worth their machine code.</summary>
    static abstract bool IsFrequent { get; }

    /// <summary>Whether several output channels read one input channel.</summary>
    static abstract bool HasMultiplier { get; }

    /// <summary>Whether rows have three taps, and the inputs of neighbouring outputs and taps are neighbours.</summary>
    static abstract bool HasThreeNeighbours { get; }
}

/// <summary>Every channel reads its own. Where programs are to be small it does without some sizes of tiles, as without 512 bits.</summary>
internal readonly struct OwnSource : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => Int8Features.HasWideKernels;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool HasThreeNeighbours => false;
}

/// <summary>Input channels are spread to several lanes.</summary>
internal readonly struct SpreadSource : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => false;

    /// <inheritdoc/>
    public static bool HasMultiplier => true;

    /// <inheritdoc/>
    public static bool HasThreeNeighbours => false;
}

/// <summary>Every channel reads its own, by rows of three taps that are neighbours, with a stride of one pixel.</summary>
internal readonly struct ThreeNeighbours : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => true;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool HasThreeNeighbours => true;
}
