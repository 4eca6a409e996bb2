using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LayerNormParameterGradient"/> is computed.</summary>
internal sealed class LayerNormParameterGradientImplementation(LayerNormParameterGradient op) : Implementation<LayerNormParameterGradient>(op)
{
    public override bool IsOverBatch => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input < 2 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override void Write(StepBuilder step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0));
        (Expression first, Expression end) = step.Items("Column", x.Columns, Geometry.Alignment, StepBuilder.CostOfElement * x.Rows * step.Batch);
        IEnumerable<Argument> inputs = Enumerable.Range(0, 4).SelectMany(input => new Argument[] { step.InputAt(input), step.InputStride(input) });
        step.Call("LayerNormalization", "ParameterGradients",
            [.. inputs, Expression.Batch, x.Rows, x.Stride, first, end, step.OutputAt(0), step.OutputAt(1), step.Accumulate]);
    }
}
