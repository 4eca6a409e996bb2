namespace Kiln.Generator.Ops;

/// <summary>
/// W'[o, ...] = scale[o] W[o, ...], or W'[i, o, ...] = scale[o] W[i, o, ...] for the weights of a transposed convolution; computed when weights are packed.
/// Inputs: W in PyTorch's shape, scale.
/// </summary>
internal sealed record ScaleOutputs(bool Transposed = false) : Op(WorksOnParameters: true)
{
    protected internal override string Detail => Transposed ? "transposed" : "";

    public override void Evaluate(Reference reference)
    {
        Tensor weight = reference.Input(0);
        double[] scale = reference.Input(1).Data;
        int each = weight.Data.Length / scale.Length / (Transposed ? weight.Shape[0] : 1);
        reference.Output().Fill(i => weight.Data[i] * scale[i / each % scale.Length]);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("dense", new ScaleOutputs(), OpCase.Fixed(5, 7), OpCase.Fixed(5)),
        new("convolution", new ScaleOutputs(), OpCase.Fixed(5, 3, 3, 2), OpCase.Fixed(5)),
        new("transposed convolution", new ScaleOutputs(Transposed: true), OpCase.Fixed(4, 5, 3, 2), OpCase.Fixed(5)),
    ];
}
