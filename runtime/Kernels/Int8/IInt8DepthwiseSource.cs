namespace Kiln.Kernels;

/// <summary>How a depthwise kernel finds the inputs of a vector of channels; a type argument, so that each way is its own machine code.</summary>
internal interface IInt8DepthwiseSource
{
    /// <summary>Whether so many layers read in this way that tiles of every size are worth their machine code.</summary>
    static abstract bool IsFrequent { get; }

    /// <summary>Whether several output channels read one input channel.</summary>
    static abstract bool HasMultiplier { get; }

    /// <summary>Whether there are three rows of three taps that are neighbours.</summary>
    static abstract bool IsThreeByThree { get; }

    /// <summary>Whether neighbouring outputs read inputs two pixels apart, else one; known of 3x3 taps only.</summary>
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
    public static bool IsThreeByThree => false;

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
    public static bool IsThreeByThree => false;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => false;
}

/// <summary>3x3 taps and a stride of one pixel; every channel reads its own.</summary>
internal readonly struct ThreeByThree : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => true;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool IsThreeByThree => true;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => false;
}

/// <summary>3x3 taps and a stride of two pixels; every channel reads its own. Where programs are to be small it has few sizes of tiles.</summary>
internal readonly struct ThreeByThreeOfTwo : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool IsFrequent => Int8Features.HasWideKernels;

    /// <inheritdoc/>
    public static bool HasMultiplier => false;

    /// <inheritdoc/>
    public static bool IsThreeByThree => true;

    /// <inheritdoc/>
    public static bool HasStrideOfTwo => true;
}
