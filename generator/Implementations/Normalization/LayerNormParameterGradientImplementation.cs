using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class LayerNormParameterGradientImplementation(LayerNormParameterGradient op) : Implementation<LayerNormParameterGradient>(op, Traits.OverBatch)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input < 2 ? LastDimension.OrderOf(types.Inputs[0].Shape) : null;

    public override PartialSums PartialSums(LaidOutTypes types)
    {
        LastDimension x = LastDimension.Of(types.Inputs[0]);
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
