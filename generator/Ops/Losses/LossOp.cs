namespace Kiln.Generator.Ops;

/// <summary>A loss: two outputs, a numerator and a weight for each row; its mean is sum / sum of weights.</summary>
internal abstract record LossOp : Op
{
    public sealed override bool IsOfEachSample => true;

    public sealed override IReadOnlyList<string> OutputNames => ["", "Weight"];

    /// <summary>The types of both outputs.</summary>
    protected static Inferred OutputsOf(TensorType prediction)
    {
        TensorType number = TensorType.Float(new Shape(prediction.Shape.Leading, []));
        return Inferred.Of(number, number);
    }
}
