using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="PositionalEncoding"/> is computed.</summary>
internal sealed class PositionalEncodingImplementation(PositionalEncoding op) : Implementation<PositionalEncoding>(op)
{
    public override string? Title(LaidOutType output) => "element-wise loop";

    public override bool MayOverwrite(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 0 ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.Rows;

    public override void Write(StepBuilder step)
    {
        LastDimension y = LastDimension.Of(step.OutputType());
        RowRange rows = y.Cut(step);
        step.Call("SequencePositions", "Add",
            [step.InputAt(0, rows.Offset), step.InputAt(1, y.Columns * rows.First), step.OutputAt(0, rows.Offset), .. rows.Arguments]);
    }
}
