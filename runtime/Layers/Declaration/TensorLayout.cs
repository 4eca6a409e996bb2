namespace Kiln;

/// <summary>The order of a map in the caller's memory.</summary>
public enum TensorLayout
{
    /// <summary>[channels][height][width], as PyTorch has it.</summary>
    ChannelsFirst,

    /// <summary>[height][width][channels], as cameras and image files have it.</summary>
    ChannelsLast,
}
