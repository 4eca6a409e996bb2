using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// A producer and the element-wise ops after it as one kernel: the ops run on the registers that hold the result. Inputs: the
/// producer's, then the operands of each element-wise op in order.
/// </summary>
internal sealed record Fused(Op Producer, EquatableArray<ElementwiseOp> Epilogue) : Op
{
    public override bool WorksOnParameters => Producer.WorksOnParameters;

    public override string Name => Producer.Name;

    /// <summary>The inputs that the epilogue reads; they come last.</summary>
    public int Operands => Epilogue.Sum(step => step.Operands);

    public override bool BatchCoupled => Producer.BatchCoupled;

    protected internal override string Detail =>
        string.Join(" + ", Epilogue.Select(step => step.ToString()).Prepend(Producer.Detail).Where(text => text.Length > 0));

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Producer.Infer(Split(inputs).Producer);

    public override void Evaluate(Reference reference)
    {
        int own = reference.InputCount - Operands;
        Tensor result = reference.Output();
        Producer.Evaluate(new Reference(reference.Name, [.. Enumerable.Range(0, own).Select(reference.Input)], [result], reference.Batch, reference.Settings));
        foreach (ElementwiseOp step in Epilogue)
        {
            var next = new Tensor(result.Shape, reference.Batch);
            Tensor[] inputs = [result, .. Enumerable.Range(own, step.Operands).Select(reference.Input)];
            step.Evaluate(new Reference(reference.Name, inputs, [next], reference.Batch, reference.Settings));
            next.Data.CopyTo(result.Data, 0);
            own += step.Operands;
        }
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Producer.MultiplyAdds(Split(inputs).Producer, outputs);

    internal (EquatableArray<TensorType> Producer, EquatableArray<TensorType> Operands) Split(EquatableArray<TensorType> inputs)
    {
        int own = inputs.Count - Operands;
        return (inputs.Take(own).ToEquatableArray(), inputs.Skip(own).ToEquatableArray());
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("dense and activation", new Fused(new Dense(5), [new ReLU()]), OpCase.Vector(7), OpCase.Fixed(5, 7), OpCase.Fixed(5)),
        new("convolution, residual and activation",
            new Fused(new Conv2D(17, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1), 1), [new Add(), new LeakyReLU(0.1)]),
            OpCase.Map(3, 5, 4), OpCase.Fixed(17, 3, 3, 3), OpCase.Fixed(17), OpCase.Map(17, 5, 4))
        {
            WithoutNetwork = OpCase.NeedsOrders,
        },
        new("chain", new Fused(new Tanh(), [new Add(), new Sigmoid()]), OpCase.Map(3, 4, 5), OpCase.Map(3, 4, 5)),
    ];
}
