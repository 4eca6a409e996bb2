using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A loss that adds up elements, or its gradient: one call of a class of that name, over the sample's elements in the order of their shape.</summary>
internal sealed class ElementLossImplementation(Op op, string @class, bool isGradient, long costOfElement) : Implementation<Op>(op, Traits.NoBorders)
{
    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input < 2 ? MemoryOrder.Natural : null;

    public override PartialSums PartialSums(LaidOutTypes types) => isGradient
        ? Implementations.PartialSums.None : Implementations.PartialSums.OfSample(1, costOfElement * types.Inputs[0].Shape.ElementCount, 1);

    public override void Write(StepBuilder step)
    {
        long count = step.InputType(0).Shape.ElementCount;
        if (isGradient)
        {
            (Expression first, Expression end) = step.Items("Element", count, StepBuilder.FloatsOfItem, costOfElement);
            step.Call(@class, "Gradient",
                step.InputAt(0, first), step.InputAt(1, first), end - first, count, new Argument.Element(step.InputAt(2)), step.OutputAt(0, first));
            return;
        }

        if (step.PartialSums.Chunks == 1) step.Store(step.OutputAt(), new Callee.Method(@class, "Mean"), step.InputAt(0), step.InputAt(1), count);
        else WriteChunks(step, count);
        step.Add(new Statement.Store(step.OutputAt(1), Argument.Float(1)));
    }

    /// <summary>A row of a chunk is a line of elements.</summary>
    private void WriteChunks(StepBuilder step, long count)
    {
        const int Line = Geometry.Alignment;
        using (step.SumItems("Loss", 1, 1, costOfElement * count, out SumItem item))
        using (step.SumRows(item, 1, (count + Line - 1) / Line, out SumRows lines))
        {
            Expression first = step.Let("firstElement", Line * lines.Row);
            step.Store(
                step.SumAt(item, 0), new Callee.Method(@class, "Sum"), step.InputAt(0, first), step.InputAt(1, first),
                Expression.Min(Line * lines.Rows, count - first));
        }

        step.NextPhase();
        step.Store(
            step.OutputAt(), new Callee.Method("MeanLoss", "Run"), step.PartialSumAt(0), step.PartialSums.Floats, step.PartialSums.Chunks,
            Argument.Double(count));
    }
}
