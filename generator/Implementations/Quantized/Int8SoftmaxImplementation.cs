using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Probabilities over the last dimension.</summary>
internal sealed class Int8SoftmaxImplementation(Int8Softmax op) : Int8Implementation<Int8Softmax>(op, Traits.None, "int8 rows")
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? MemoryOrder.Natural : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Natural;

    public override void Write(StepBuilder step)
    {
        Shape shape = step.OutputType().Shape;
        int length = Softmax.Columns(shape);
        (Expression first, Expression end) = step.Items("Row", shape.ElementCount / length, 1, length * StepBuilder.CostOfFunction);
        step.Call(
            "Int8Softmax", "Run", step.InputAt(0, length * first), step.InputAt(1), step.OutputAt(0, length * first), end - first, length);
    }
}
