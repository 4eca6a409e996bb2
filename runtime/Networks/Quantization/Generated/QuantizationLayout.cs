using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// What quantization and loading need to know of a quantized network. <paramref name="Graph"/> tells one integer graph from every other: a file is refused
/// by the class of another.
/// </summary>
/// <param name="Graph">The hash of the list of layers, FNV-1a of 64 bits, as hexadecimal digits.</param>
/// <param name="Scales">Groups of values that have one scale and one zero point.</param>
/// <param name="Values">Observed values, in the order in which they follow each other in an observed row.</param>
/// <param name="Layers">The layers whose integers follow from scales and weights.</param>
/// <param name="Tensors">The named integers of an instance.</param>
/// <param name="ObservedLength">Floats of one observed row.</param>
/// <param name="WeightLength">Floats of the folded weights.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizationLayout(
    string Graph, IReadOnlyList<QuantizedScale> Scales, IReadOnlyList<QuantizedValue> Values, IReadOnlyList<QuantizedLayer> Layers,
    IReadOnlyList<ModelTensor> Tensors, int ObservedLength, int WeightLength)
{
    /// <summary>Values that Forward takes, in order, as indices into <see cref="Scales"/>; -1 is an input that has no scale, such as indices.</summary>
    public IReadOnlyList<int> Inputs { get; init; } = [];

    /// <summary>Values that Forward gives, in order, as indices into <see cref="Scales"/>; -1 is an output in floats.</summary>
    public IReadOnlyList<int> Outputs { get; init; } = [];
}
