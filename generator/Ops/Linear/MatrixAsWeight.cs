namespace Kiln.Generator.Ops;

/// <summary>
/// A matrix [features, units] of parameters as the weight [units, features] of a dense layer, or back: weights lie outputs last, so that memory stays as it
/// is and the transposition is in the name only.
/// </summary>
internal sealed record MatrixAsWeight(bool Back = false) : Op(WorksOnParameters: true)
{
    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape matrix = inputs[0].Shape;
        return matrix is { Leading: 0, Rank: 2 }
            ? TensorType.Float(Shape.Fixed(matrix[1], matrix[0])) : new Problem(ShapeProblems.ShapesDiffer, Name, matrix, "a matrix of parameters");
    }

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int columns = y.Shape[1], rows = y.Shape[0];
        y.Fill(i => x.Data[(i % columns * rows) + (i / columns)]);
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new MatrixAsWeight(!Back), gradient.Dy);

    // The logical transposition that memory does not see is tried in whole networks, where weights are packed from it.
    public static IReadOnlyList<OpCase> Cases =>
        [new("column", new MatrixAsWeight(), OpCase.Fixed(19, 1)) { Stored = StorageOrder.OfShape, WithoutSpecialValues = "numbers only change places" }];
}
