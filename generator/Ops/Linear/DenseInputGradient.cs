using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>dx[k] = sum over n of W[n, k] dy[n], in the shape that x had (a map where Flatten was taken in). Inputs: dy, W.</summary>
internal sealed record DenseInputGradient(Shape InputShape) : Op
{
    public override bool BatchCoupled => true;

    public override bool WritesBorderedMaps => false;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Preferred(InputShape);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(InputShape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(0), weight = reference.Input(1), dx = reference.Output();
        for (int row = 0; row < dx.Rows; row++)
            for (int k = 0; k < dx.RowLength; k++)
            {
                double sum = 0;
                for (int unit = 0; unit < dy.RowLength; unit++) sum += weight.Data[(unit * dx.RowLength) + k] * dy[row, unit];
                dx[row, k] = sum;
            }
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)InputShape.Leading * InputShape.ElementCount * inputs[0].Shape.ElementCount;
}
