using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>One call over the rows of the last dimension, which reads some of the inputs in the order that is given.</summary>
internal sealed class RowsImplementation(Op op, string @class, string method, params int[] read) : Implementation<Op>(op)
{
    /// <summary>Exponentials are what these ops take their time for.</summary>
    public const long CostOfElement = StepBuilder.CostOfElement + StepBuilder.CostOfFunction;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override void Write(StepBuilder step)
    {
        RowRange rows = LastDimension.Of(step.OutputType()).Cut(step, CostOfElement);
        step.Call(@class, method, [.. read.Select(input => step.InputAt(input, rows.Offset)), step.OutputAt(0, rows.Offset), .. rows.Arguments]);
    }
}
