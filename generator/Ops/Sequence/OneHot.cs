namespace Kiln.Generator.Ops;

/// <summary>y[t][c] = 1 where c is the index at t, else 0. Input: indices (int, one or one for each position).</summary>
internal sealed record OneHot(int Classes) : Op
{
    public static Layer Layer { get; } =
        new("OneHot", call => call.Add(new OneHot(call.AtLeast(1, "classes", call.Int("classes"))), call.Input())) { Accepts = DType.Int32 };

    protected internal override string Detail => FormattableString.Invariant($"{Classes}");

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        if (inputs[0].Element != DType.Int32) return new Problem(ShapeProblems.WrongElementType, Name, "indices (int)", inputs[0]);
        return TensorType.Float(inputs[0].Shape with { Dimensions = [.. inputs[0].Shape.Dimensions, Classes] });
    }

    public override void Evaluate(Reference reference)
    {
        double[] indices = reference.Input().Data;
        for (int i = 0; i < indices.Length; i++) reference.Output().Data[(i * Classes) + (int)indices[i]] = 1;
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one index", new OneHot(5), OpCase.Class) { WithoutSpecialValues = "whole numbers only" },
        new("tokens", new OneHot(19), OpCase.Indices(6)) { WithoutSpecialValues = "whole numbers only" },
        new("classes of pixels", new OneHot(4), OpCase.Indices(3, 5)) { WithoutSpecialValues = "whole numbers only" },
    ];
}
