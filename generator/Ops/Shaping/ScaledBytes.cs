namespace Kiln.Generator.Ops;

/// <summary>
/// Bytes of the caller as floats: y = scale q + offset. It reads the caller's span, in the caller's order, and writes what the first layer reads.
/// </summary>
internal sealed record ScaledBytes(double Scale, double Offset) : Op
{
    protected internal override string Detail => FormattableString.Invariant($"{Scale:R}, {Offset:R}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[0].Element == DType.UInt8
            ? TensorType.Float(inputs[0].Shape) : new Problem(ShapeProblems.WrongElementType, Name, DType.UInt8.Keyword(), inputs[0]);

    public override void Evaluate(Reference reference) => reference.Output().Fill(i => (Scale * reference.Input().Data[i]) + Offset);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("numbers", new ScaledBytes(1 / 255.0, 0), new TensorType(DType.UInt8, Shape.PerSample(37))) { WithoutSpecialValues = "whole numbers only" },
        new("a few planes", new ScaledBytes(0.5, -3), new TensorType(DType.UInt8, Shape.PerSample(3, 4, 21))) { WithoutSpecialValues = "whole numbers only" },
        new("many channels", new ScaledBytes(1, 0), new TensorType(DType.UInt8, Shape.PerSample(19, 3, 5))) { WithoutSpecialValues = "whole numbers only" },
        new("a sequence", new ScaledBytes(1, 1), new TensorType(DType.UInt8, Shape.PerSample(4, 18))) { WithoutSpecialValues = "whole numbers only" },
    ];
}
