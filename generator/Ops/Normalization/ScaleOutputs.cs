using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>W'[o, ...] = scale[o] W[o, ...]; computed when weights are packed. Inputs: W in PyTorch's shape, scale.</summary>
internal sealed record ScaleOutputs : Op
{
    public override bool WorksOnParameters => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        double[] weight = reference.Input(0).Data, scale = reference.Input(1).Data, scaled = reference.Output().Data;
        int each = weight.Length / scale.Length;
        for (int i = 0; i < weight.Length; i++) scaled[i] = weight[i] * scale[i / each];
    }

    private const string OutputsLast = "scaled weights lie outputs last, which only layers read";

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("dense", new ScaleOutputs(), OpCase.Fixed(5, 7), OpCase.Fixed(5)) { WithoutNetwork = OutputsLast },
        new("convolution", new ScaleOutputs(), OpCase.Fixed(5, 3, 3, 2), OpCase.Fixed(5)) { WithoutNetwork = OutputsLast },
    ];
}
