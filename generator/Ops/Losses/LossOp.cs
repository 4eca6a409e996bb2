namespace Kiln.Generator.Ops;

/// <summary>A loss: two outputs, a numerator and a weight for each row; its mean is sum / sum of weights.</summary>
internal abstract record LossOp : Op
{
    public sealed override bool IsOfEachSample => true;

    public sealed override IReadOnlyList<string> OutputNames => ["", "Weight"];

    /// <summary>The types of both outputs.</summary>
    protected static Inferred OutputsOf(TensorType prediction) =>
        Inferred.Of([.. Enumerable.Repeat(TensorType.Float(new Shape(prediction.Shape.Leading, [])), 2)]);
}
