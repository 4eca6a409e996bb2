namespace Kiln.Kernels;

/// <summary>How a depthwise kernel finds the inputs of a vector of channels; a type argument, so that each way is its own machine code.</summary>
internal interface IInt8DepthwiseSource
{
    /// <summary>Whether several output channels read one input channel.</summary>
    static abstract bool HasMultiplier { get; }
}

/// <summary>Every channel reads its own.</summary>
internal readonly struct OwnSource : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool HasMultiplier => false;
}

/// <summary>Input channels are spread to several lanes.</summary>
internal readonly struct SpreadSource : IInt8DepthwiseSource
{
    /// <inheritdoc/>
    public static bool HasMultiplier => true;
}
