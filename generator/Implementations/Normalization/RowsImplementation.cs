using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// One call of a method of Softmax over the rows of the last dimension. Rows that are cut into chunks take two of LongSoftmax, the first of which leaves
/// <paramref name="numbers"/> for each chunk.
/// </summary>
internal sealed class RowsImplementation(Op op, RowMethod method, RowMethod begin, RowMethod end, int numbers) : Implementation<Op>(op, Traits.NoBorders)
{
    /// <summary>Exponentials are what these ops take their time for.</summary>
    public const long CostOfElement = StepBuilder.CostOfElement + StepBuilder.CostOfFunction;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => LastDimension.OrderOf(types.Inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[0].Shape);

    public override PartialSums PartialSums(LaidOutTypes types) => LongRows.Chunks(types.Outputs[0], CostOfElement, numbers);

    public override void Write(StepBuilder step)
    {
        if (step.PartialSums.Chunks > 1)
        {
            LongRows.Begin(step, CostOfElement, "LongSoftmax", begin.Name, row => [.. begin.At(step, row.Offset), row.Columns]);
            LongRows.End(step, CostOfElement, "LongSoftmax", end.Name, row => [.. end.At(step, row.Offset), row.Columns]);
            return;
        }

        RowRange rows = LastDimension.Of(step.OutputType()).Cut(step, CostOfElement);
        step.Call("Softmax", method.Name, [.. method.At(step, rows.Offset), .. rows.Arguments]);
    }
}

/// <summary>A method over rows: the inputs that it reads, in its own order, and whether it writes the output.</summary>
internal sealed record RowMethod(string Name, EquatableArray<int> Reads, bool Writes = true)
{
    /// <summary>What it reads and writes, from an offset on.</summary>
    public IEnumerable<Argument> At(StepBuilder step, Expression offset)
    {
        foreach (int input in Reads) yield return step.InputAt(input, offset);
        if (Writes) yield return step.OutputAt(0, offset);
    }
}
