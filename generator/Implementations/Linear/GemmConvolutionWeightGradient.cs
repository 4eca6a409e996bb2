using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// Matrix products over samples and pixels: an item is a tap. With fewer input channels than kernel columns, whose rows would not fill a register tile, it is
/// an input channel and a kernel row, the tile's rows being kernel columns.
/// </summary>
internal sealed class GemmConvolutionWeightGradient(ConvolutionSums sums) : ConvolutionWeightGradient(sums)
{
    public override bool CanCompute => Sums.Groups == 1 || Outputs % Orders.ChannelsLastFrom == 0;

    protected override double Efficiency => Convolution.Filled(Sums.ResultChannels);

    protected override long Items => (RowsAreColumns ? Inputs : Window.KernelWidth) * Window.KernelHeight;

    private bool RowsAreColumns => Inputs < Window.KernelWidth;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 1 ? MemoryOrder.ChannelsLast : null;

    protected override void Write(StepBuilder step, Expression item, Geometry x, Geometry dy)
    {
        IEnumerable<Field> rows = RowsAreColumns
            ? Field.Of(("Rows", Window.KernelWidth), ("RowStride", Window.DilationWidth * x.Pixel), ("OutputRowStride", Tap))
            : Field.Of(("Rows", Inputs), ("RowStride", x.Channel), ("OutputRowStride", Sums.Op.Channels));
        IEnumerable<Field> sums = Field.Of(
            ("Columns", Outputs), ("OuterStrideA", step.InputStride(0)), ("OuterStrideB", step.InputStride(1)),
            ("Middle", dy.Height), ("MiddleStrideA", Window.StrideHeight * x.Row), ("MiddleStrideB", dy.Row),
            ("Inner", dy.Width), ("InnerStrideA", Window.StrideWidth * x.Pixel), ("InnerStrideB", dy.Pixel));
        Argument shape = StepBuilder.Constant("WeightGradientShape", [.. rows, .. sums], new Field("Outer", Expression.Batch));
        Expression offsetX = RowsAreColumns
            ? Expression.InRows(item, Inputs, Window.DilationHeight * x.Row, x.Channel)
            : Expression.InRows(item, Window.KernelWidth, Window.DilationHeight * x.Row, Window.DilationWidth * x.Pixel);
        Expression offsetW = RowsAreColumns ? Expression.InRows(item, Inputs, Window.KernelWidth * Tap, Sums.Op.Channels) : Tap * item;
        for (int group = 0; group < Sums.Groups; group++)
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, offsetX, Start(x) + (group * Inputs * x.Channel)),
                step.InputAt(1, group * Outputs * dy.Channel), step.OutputAt(0, offsetW, group * Outputs), step.Accumulate, shape);
    }
}
