namespace Kiln.Generator.Ops;

/// <summary>dx[r] = sum of dy[t] over the positions with index r, within each sample. Inputs: indices, dy.</summary>
internal sealed record GatherGradient(int Length) : Op
{
    protected internal override string Detail => FormattableString.Invariant($"{Length}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(new Shape(inputs[1].Shape.Leading, [Length, Softmax.Columns(inputs[1].Shape)]));

    public override void Evaluate(Reference reference)
    {
        Tensor indices = reference.Input(0), dy = reference.Input(1), dx = reference.Output();
        int features = dx.Shape[1];
        dy.Visit((row, i) => dx[row, ((int)indices[row, i / features] * features) + (i % features)] += dy[row, i]);
    }

    public static IEnumerable<OpCase> Cases => Gather.Cases.Select(c => c.For(new GatherGradient(c.Inputs[0].Shape[0]), c.Inputs[1], c.OutputGradient));
}
