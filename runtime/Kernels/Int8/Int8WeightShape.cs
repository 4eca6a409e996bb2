using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// The s8 weights of a linear layer as a model holds them: the weight of output channel c (counted over all groups), input i of c's group and tap t (row by
/// row) lies at c * ChannelStride + i * InputStride + t * TapStride + group * GroupStride. A dense layer is a convolution whose taps are the whole map.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Int8WeightShape
{
    /// <summary>Groups of channels.</summary>
    public nint Groups { get; init; }

    /// <summary>Output channels of all groups together.</summary>
    public nint Channels { get; init; }

    /// <summary>Input channels of each group.</summary>
    public nint InputsPerGroup { get; init; }

    /// <summary>Rows of taps.</summary>
    public nint TapRows { get; init; }

    /// <summary>Columns of taps.</summary>
    public nint TapColumns { get; init; }

    /// <summary>Elements from one output channel to the next.</summary>
    public nint ChannelStride { get; init; }

    /// <summary>Elements from one input of a group to the next.</summary>
    public nint InputStride { get; init; }

    /// <summary>Elements from one tap to the next.</summary>
    public nint TapStride { get; init; }

    /// <summary>
    /// Elements that a group's weights lie further than <see cref="ChannelStride"/> says, for each group before it: 0 unless input channels come first,
    /// as in a transposed convolution with groups.
    /// </summary>
    public nint GroupStride { get; init; }

    /// <summary>1 where the taps of a row are not neighbours, else 0.</summary>
    public nint IsDilated { get; init; }

    /// <summary>Output channels of a group.</summary>
    internal nint ChannelsPerGroup => Channels / Groups;

    /// <summary>Panels of 16 output channels that a group has; the last may be partial.</summary>
    internal nint Panels => Int8Rows.Panels(ChannelsPerGroup);

    /// <summary>Where the weights of a channel begin, in elements.</summary>
    internal nint Offset(nint channel) => channel * ChannelStride + channel / ChannelsPerGroup * GroupStride;
}
