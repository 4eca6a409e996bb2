using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A pooling over bytes, row by row.</summary>
internal sealed class Int8PoolImplementation<TOp>(TOp op, string kernel, Window window, bool countsOnce, bool isSmall = false)
    : Int8Implementation<TOp>(op, Traits.ByStrides, "int8 pooling")
    where TOp : Op
{
    public override Implementation Smaller => new Int8PoolImplementation<TOp>(Op, kernel, window, countsOnce, isSmall: true);

    /// <summary>The rows of a window are read until its row of the result is stored.</summary>
    public override RowOrder? OrderOfRows(int input, LaidOutTypes types)
    {
        if (!isSmall || input > 0) return null;
        (Shape x, Shape y) = (types.Inputs[0].Shape, types.Outputs[0].Shape);
        return new RowOrder(x[1], (long)x[2] * x[0], y[1], (long)y[2] * y[0], row => (row * window.StrideHeight) - window.PadTop);
    }

    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        long cost = Math.Max(1, (long)y.Width * y.Channels * window.KernelHeight * window.KernelWidth / 4);
        (Expression first, Expression end) = isSmall ? step.OneItem(y.Height, y.Height * cost) : step.Items("Row", y.Height, 1, cost);
        Argument shape = StepBuilder.Constant("Int8PoolShape", Field.Of(
            ("InputHeight", x.Height), ("InputWidth", x.Width), ("InputPixel", x.Pixel), ("OutputWidth", y.Width), ("OutputPixel", y.Pixel),
            ("Channels", y.Channels), ("WindowHeight", window.KernelHeight), ("WindowWidth", window.KernelWidth), ("StrideHeight", window.StrideHeight),
            ("StrideWidth", window.StrideWidth), ("PaddingTop", window.PadTop), ("PaddingLeft", window.PadLeft), ("CountPadding", countsOnce ? 1 : 0)));
        step.Call(
            kernel, "Run", [.. Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input)), step.OutputAt(), shape, first, end]);
    }
}
