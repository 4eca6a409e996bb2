using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class PositionalEncodingImplementation(PositionalEncoding op) : Implementation<PositionalEncoding>(op, title: "element-wise loop")
{
    public override bool MayOverwrite(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Rows;

    public override void Write(StepBuilder step)
    {
        RowRange rows = LastDimension.Of(step.OutputType()).Cut(step);
        step.Call("SequencePositions", "Add",
            [step.InputAt(0, rows.Offset), step.InputAt(1, rows.Of.Columns * rows.First), step.OutputAt(0, rows.Offset), .. rows.Arguments]);
    }
}
