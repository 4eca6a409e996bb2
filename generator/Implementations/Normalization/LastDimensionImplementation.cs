using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An op over the rows of the last dimension, whose elements cost <paramref name="cost"/> each: some rows are an item. Rows that are cut into chunks take two
/// phases, the first of which leaves <paramref name="numbers"/> for each chunk.
/// </summary>
internal abstract class LastDimensionImplementation<TOp>(TOp op, long cost, int numbers, Traits traits = Traits.None) : Implementation<TOp>(op, traits)
    where TOp : Op
{
    public sealed override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[output].Shape);

    public sealed override PartialSums PartialSums(LaidOutTypes types) => LongRows.Chunks(types.Outputs[0], cost, numbers);

    public sealed override void Write(StepBuilder step)
    {
        if (step.PartialSums.Chunks > 1) WriteChunks(step);
        else WriteRows(step, LastDimension.Of(step.OutputType()).Cut(step, cost));
    }

    protected abstract void WriteRows(StepBuilder step, RowRange rows);

    /// <summary>Writes both phases.</summary>
    protected abstract void WriteChunks(StepBuilder step);
}
