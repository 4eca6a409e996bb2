using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where x is the first of its axes that equals the maximum, or the first NaN where that is one; else 0. Inputs: x, the maxima, dy.</summary>
internal sealed record MaxGradient(EquatableArray<int> Axes) : Op
{
    protected internal override string Detail => string.Join(", ", Axes);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? Max.OrderOf(inputs[0], Axes) : input == 2 ? Arena(inputs[1]) : null;

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), largest = reference.Input(1), dx = reference.Output();
        int[] targets = Broadcast.Sources(x.Shape, Axes);
        for (int row = 0; row < x.Rows; row++)
        {
            var found = new HashSet<int>();
            for (int i = 0; i < targets.Length; i++)
                if (x[row, i].Equals(largest[row, targets[i]]) && found.Add(targets[i])) dx[row, i] = reference.Input(2)[row, targets[i]];
        }
    }

    /// <summary>Tensors of the loops: dx, x, the maxima, dy.</summary>
    public override void Emit(StepText step)
    {
        LoopNest loops = LoopNest.Of(step.OutputType(), (step.InputType(0), []), (step.InputType(1), Axes), (step.InputType(2), Axes));
        var text = new ReductionText(loops, ofResult: 2, batchStride: null);
        using (text.WriteLoops(step.Writer, isCut: false))
            step.Call("global::Kiln.Kernels.AxisReductions.MaxColumnsGradient",
                $"ref {step.InputAt(0, text.Offset(1))}", text.Reduced(1), $"ref {step.InputAt(1, text.Offset(2))}", $"ref {step.InputAt(2, text.Offset(3))}",
                $"ref {step.OutputAt(0, text.Offset(0))}", text.Reduced(0), text.KeepsColumns ? text.ColumnCount(isCut: false) : "1");
    }

    public static IEnumerable<OpCase> Cases =>
        Max.Cases.Select(item => new OpCase(item.Name, new MaxGradient(((Max)item.Op).Axes), item.Inputs[0], item.Outputs[0], item.Outputs[0]));
}
