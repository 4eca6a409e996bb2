namespace Kiln.Generator.Ops;

/// <summary>
/// y[t] = 1 for positions t below the sample's length, else 0; of shape [size, 1], so that it broadcasts over features. Input: the
/// length (int), from 0 to size.
/// </summary>
internal sealed record LengthMask(int Size) : Op
{
    public static Layer Layer { get; } = new("LengthMask", call => call.Add(new LengthMask(call.AtLeast(1, "size", call.Int("size"))), call.Input()))
    {
        Accepts = DType.Int32, IsFunction = true,
    };

    protected internal override string Detail => FormattableString.Invariant($"{Size}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[0].Element == DType.Int32 && inputs[0].Shape.Rank == 0
            ? TensorType.Float(inputs[0].Shape with { Dimensions = [Size, 1] })
            : new Problem(ShapeProblems.WrongElementType, Name, "one length (int) for each sample", inputs[0]);

    public override void Evaluate(Reference reference) => reference.Output().Fill((row, t) => t < reference.Input().Data[row] ? 1 : 0);

    public static IReadOnlyList<OpCase> Cases => [new("positions", new LengthMask(7), OpCase.Class) { WithoutSpecialValues = "whole numbers only" }];
}
