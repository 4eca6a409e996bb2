namespace Kiln.Kernels;

/// <summary>How a depthwise kernel finds the inputs of a vector of channels; a type argument, so that each way is its own machine code.</summary>
internal interface IInt8DepthwiseSource
{
    /// <summary>Whether so many layers read in this way that tiles of every size are worth their machine code.</summary>
    static abstract bool IsFrequent { get; }

    /// <summary>Whether several output channels read one input channel.</summary>
    static abstract bool HasMultiplier { get; }

    /// <summary>Whether a row has three taps, and an output begins one or two taps behind the one before it, so that they share inputs.</summary>
    static abstract bool HasThreeTaps { get; }

    /// <summary>Whether it begins two taps behind.</summary>
    static abstract bool HasStrideOfTwo { get; }
}

/// <summary>Every channel reads its own. Where programs are to be small it does without some sizes of tiles, as without 512 bits.</summary>
internal readonly struct OwnSource : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => Int8Features.HasWideKernels;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool HasThreeTaps => false;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => false;
}

/// <summary>Input channels are spread to several lanes.</summary>
internal readonly struct SpreadSource : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => false;

    /// <inheritdoc/>
    public static bool HasMultiplier => true;

    /// <inheritdoc/>
    public static bool HasThreeTaps => false;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => false;
}

/// <summary>Rows of three taps, for a stride of one tap; every channel reads its own.</summary>
internal readonly struct ThreeTapsByOne : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => true;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool HasThreeTaps => true;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => false;
}

/// <summary>Rows of three taps, for a stride of two; every channel reads its own.</summary>
internal readonly struct ThreeTapsByTwo : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => true;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool HasThreeTaps => true;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => true;
}
