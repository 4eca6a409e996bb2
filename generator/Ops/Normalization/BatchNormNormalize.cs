using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// The last line of <see cref="BatchNormTraining"/>, y = gamma (x - mean) inverse + beta, computed again from the statistics that it left: backward computes y
/// again where it needs it (Pleiss et al. 2017 do so for DenseNet). Inputs: x, gamma, beta, mean, inverse.
/// </summary>
internal sealed record BatchNormNormalize : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int pixels = x.RowLength / x.Shape[0];
        for (int row = 0; row < x.Rows; row++)
            for (int i = 0; i < x.RowLength; i++)
            {
                int c = i / pixels;
                y[row, i] = (reference.Input(1).Data[c] * (x[row, i] - reference.Input(3).Data[c]) * reference.Input(4).Data[c]) + reference.Input(2).Data[c];
            }
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new BatchNormNormalize(), OpCase.Vector(7), OpCase.Fixed(7), OpCase.Fixed(7), OpCase.Fixed(7), OpCase.Fixed(7)),
        new("planes", new BatchNormNormalize(), OpCase.Map(3, 4, 5), OpCase.Fixed(3), OpCase.Fixed(3), OpCase.Fixed(3), OpCase.Fixed(3)),
        new("many channels", new BatchNormNormalize(), OpCase.Map(19, 3, 2), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19)),
    ];
}
