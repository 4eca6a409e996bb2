using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>db[c] = sum over samples (and over the pixels of a map) of dy[c].</summary>
internal sealed record BiasGradient : Op
{
    public override bool BatchCoupled => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(Shape.Fixed(inputs[0].Shape[0])) with { Layout = new(MemoryOrder.OutputsLast) };

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), bias = reference.Output();
        int pixels = dy.RowLength / bias.RowLength;
        for (int row = 0; row < dy.Rows; row++)
            for (int i = 0; i < dy.RowLength; i++) bias.Data[i / pixels] += dy[row, i];
    }
}
