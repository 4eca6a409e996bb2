using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Values with one scale and one zero point, which are the tensors <c>Name.scale</c> and <c>Name.zero_point</c>. What the structure of the network fixes
/// is not measured: <see cref="Low"/> and <see cref="High"/> are bounds of the range, and with a <see cref="Scale"/> nothing is left to choose.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedScale(string Name)
{
    /// <summary>The least value, where it is fixed: 0 behind ReLU.</summary>
    public double? Low { get; init; }

    /// <summary>The largest value, where it is fixed: 6 behind Clip(0, 6).</summary>
    public double? High { get; init; }

    /// <summary>The scale itself, where it is fixed: 1/256 behind a sigmoid or softmax.</summary>
    public double? Scale { get; init; }

    /// <summary>The zero point that belongs to a fixed scale.</summary>
    public int ZeroPoint { get; init; }
}
