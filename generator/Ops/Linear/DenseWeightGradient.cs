using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>dW[n, k] = sum over samples of dy[n] x[k]. Inputs: x, dy.</summary>
internal sealed record DenseWeightGradient : Op
{
    public override bool BatchCoupled => true;

    public override bool ReadsCaller(int input) => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(Shape.Fixed(inputs[1].Shape.ElementCount, inputs[0].Shape.ElementCount)) with { Layout = new(MemoryOrder.OutputsLast) };

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), dy = reference.Input(1), weight = reference.Output();
        for (int row = 0; row < x.Rows; row++)
            for (int unit = 0; unit < dy.RowLength; unit++)
                for (int k = 0; k < x.RowLength; k++)
                    weight.Data[(unit * x.RowLength) + k] += dy[row, unit] * x[row, k];
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)inputs[0].Shape.Leading * inputs[0].Shape.ElementCount * inputs[1].Shape.ElementCount;
}
