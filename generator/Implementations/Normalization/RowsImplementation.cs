using Kiln.Generator.Graphs;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>One call over the rows of the last dimension, which reads some of the inputs in the order that is given.</summary>
internal sealed class RowsImplementation(Op op, string @class, string method, params int[] read) : Implementation<Op>(op)
{
    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override void Write(StepBuilder step) =>
        step.Call(@class, method, [.. read.Select(input => step.InputAt(input)), step.OutputAt(), .. LastDimension.Of(step.OutputType()).Arguments]);
}
