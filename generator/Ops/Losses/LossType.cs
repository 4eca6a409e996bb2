namespace Kiln.Generator.Ops;

/// <summary>What loss ops share: two outputs, a numerator and a weight for each row; their mean is sum / sum of weights.</summary>
internal static class LossType
{
    public static IReadOnlyList<string> OutputNames { get; } = ["", "Weight"];

    public static Inferred Of(TensorType prediction)
    {
        TensorType number = TensorType.Float(new Shape(prediction.Shape.Leading, []));
        return Inferred.Of(number, number);
    }
}
