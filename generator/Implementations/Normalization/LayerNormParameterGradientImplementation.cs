using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LayerNormParameterGradient"/> is computed.</summary>
internal sealed class LayerNormParameterGradientImplementation(LayerNormParameterGradient op) : Implementation<LayerNormParameterGradient>(op)
{
    public override bool IsOverBatch => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input < 2 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override PartialSums PartialSums(EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs)
    {
        LastDimension x = LastDimension.Of(inputs[0]);
        return Implementations.PartialSums.OverBatch(
            new Cut(x.Columns, Geometry.Alignment).ItemCount, StepBuilder.CostOfElement * x.Rows * x.Columns, x.Columns, x.Columns);
    }

    public override void Write(StepBuilder step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0));
        using (step.SumItems("Column", x.Columns, Geometry.Alignment, StepBuilder.CostOfElement * x.Rows * step.Batch, out SumItem columns))
        using (step.SumRows(columns, Expression.Batch, x.Rows, out SumRows rows))
        {
            IEnumerable<Argument> inputs = Enumerable.Range(0, 4).SelectMany(input => new Argument[]
            {
                step.InputAt(input, rows.Offset(step.InputStride(input), input < 2 ? x.Stride : 1)), step.InputStride(input),
            });
            step.Call("LayerNormalization", "ParameterGradients",
                [.. inputs, rows.Samples, rows.Rows, x.Stride, columns.First, columns.End, step.SumAt(columns, 0), step.SumAt(columns, 1), rows.Adds]);
        }

        step.EndSums();
    }
}
