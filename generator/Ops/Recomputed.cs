using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// An op that backward runs a second time, so that forward's result need not be kept. Inputs: the op's own, then the gradient that it waits for, which is not
/// read: without it the schedule would run the second time right after the first.
/// </summary>
internal sealed record Recomputed(Op Again) : Op
{
    protected internal override string Detail => Again.ToString();

    public override bool OnlyWaitsFor(int input, int inputs) => input == inputs - 1;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Again.Infer(Own(inputs));

    public override void Evaluate(Reference reference) => Again.Evaluate(new Reference(
        reference.Name, [.. Enumerable.Range(0, reference.InputCount - 1).Select(reference.Input)], [reference.Output()], reference.Batch, reference.Settings));

    internal static EquatableArray<TensorType> Own(EquatableArray<TensorType> inputs) => inputs.Take(inputs.Count - 1).ToEquatableArray();

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("element-wise", new Recomputed(new Tanh()), OpCase.Map(3, 4, 5), OpCase.Vector(7)),
        new("two operands", new Recomputed(new Add()), OpCase.Vector(21), OpCase.Vector(21), OpCase.Vector(21)),
        new("normalization", new Recomputed(new BatchNormNormalize()), OpCase.Map(19, 3, 2), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19),
            OpCase.Fixed(19), OpCase.Vector(7)),
    ];
}
