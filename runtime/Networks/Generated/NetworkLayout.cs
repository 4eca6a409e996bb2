using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Sizes (in floats) and tensors of a generated network; <paramref name="LossTerms"/> is the length of <see cref="NetworkCore.Losses"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record NetworkLayout(
    int ParameterFloats, int StateFloats, IReadOnlyList<ProgramLayout> Programs, IReadOnlyList<TensorSpec> Tensors, int LossTerms = 0)
{
    /// <summary>The version of the kernels and of their arguments that this library has.</summary>
    public const int ServedKernelVersion = 5;

    /// <summary>The version of the kernels that the network was generated for.</summary>
    public int KernelVersion { get; init; } = ServedKernelVersion;

    /// <summary>Bytes of the block with the named integers of a quantized network.</summary>
    public int ModelBytes { get; init; }

    /// <summary>What the integers of a quantized network mean; null for a network in floats.</summary>
    public QuantizationLayout? Quantization { get; init; }

    /// <summary>The denominators of losses: the sum of the weights at index i is denominator i + 1; denominator 0 is the number of samples.</summary>
    public IReadOnlyList<TargetWeights> Weights { get; init; } = [];

    /// <summary>The parts of the loss and its terms; empty = the loss and every term are means over samples.</summary>
    public IReadOnlyList<LossPart> LossParts { get; init; } = [];
}
