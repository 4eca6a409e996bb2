namespace Kiln.Generator.Ops;

/// <summary>The largest byte along axes.</summary>
internal sealed record Int8Max(EquatableArray<int> Axes, EquatableArray<int> Result) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Int8Types.Of(new Shape(inputs[0].Shape.Leading, Result));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(), y = reference.Output();
        int[] targets = Broadcast.Sources(x.Shape, Axes);
        y.Fill(_ => sbyte.MinValue);
        x.Visit((row, i) => y[row, targets[i]] = Math.Max(y[row, targets[i]], x[row, i]));
    }
}
