using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// A producer and the element-wise ops behind it as one kernel: the ops run on the registers that hold the result. Inputs: the
/// producer's, then the operands of each element-wise op in order.
/// </summary>
internal sealed record Fused(Op Producer, EquatableArray<ElementwiseOp> Epilogue) : Op
{
    public override string Name => Producer.Name;

    public override bool BatchCoupled => Producer.BatchCoupled;

    public override int OverwritesInput => Producer.OverwritesInput;

    protected override string Detail => $"{Producer} {string.Join(" ", Epilogue)}";

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Producer.Infer(Split(inputs).Producer);

    public override void Evaluate(Reference reference)
    {
        int own = reference.InputCount - Epilogue.Sum(step => step.Operands);
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

    private (EquatableArray<TensorType> Producer, EquatableArray<TensorType> Operands) Split(EquatableArray<TensorType> inputs)
    {
        int own = inputs.Count - Epilogue.Sum(step => step.Operands);
        return (inputs.Take(own).ToEquatableArray(), inputs.Skip(own).ToEquatableArray());
    }

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < Split(inputs).Producer.Count ? Producer.PackingOf(input, inputs, outputs) : null;

    public override (string Items, string Cost) Work(StepText step) => Producer.Work(step);

    public override void Emit(StepText step)
    {
        if (Producer is ElementwiseOp first) ElementwiseOp.Emit(step, [first, .. Epilogue]);
        else Producer.Emit(step);
    }
}
