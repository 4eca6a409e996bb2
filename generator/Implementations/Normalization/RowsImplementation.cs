using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>One call of a method of Softmax over the rows of the last dimension; two of LongSoftmax for the chunks of long rows.</summary>
internal sealed class RowsImplementation(Op op, RowMethod method, RowMethod begin, RowMethod end, int numbers)
    : LastDimensionImplementation<Op>(op, RowsImplementation.CostOfElement, numbers, Traits.NoBorders)
{
    /// <summary>Exponentials are what these ops take their time for.</summary>
    public const long CostOfElement = StepBuilder.CostOfElement + StepBuilder.CostOfFunction;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => LastDimension.OrderOf(types.Inputs[0].Shape);

    protected override void WriteChunks(StepBuilder step)
    {
        LongRows.Begin(step, CostOfElement, "LongSoftmax", begin.Name, row => [.. begin.At(step, row.Offset), row.Columns]);
        LongRows.End(step, CostOfElement, "LongSoftmax", end.Name, row => [.. end.At(step, row.Offset), row.Columns]);
    }

    protected override void WriteRows(StepBuilder step, RowRange rows) =>
        step.Call("Softmax", method.Name, [.. method.At(step, rows.Offset), .. rows.Arguments]);
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
