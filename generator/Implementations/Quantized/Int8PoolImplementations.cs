using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A pooling over bytes, row by row.</summary>
internal sealed class Int8PoolImplementation<TOp>(TOp op, string kernel, Window window, bool countsOnce)
    : Int8Implementation<TOp>(op, Traits.ByStrides, "int8 pooling")
    where TOp : Op
{
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        (Expression first, Expression end) = step.Items("Row", y.Height, 1, (long)y.Width * y.Channels * window.KernelHeight * window.KernelWidth / 4);
        Argument shape = StepBuilder.Constant("Int8PoolShape", Field.Of(
            ("InputHeight", x.Height), ("InputWidth", x.Width), ("InputPixel", x.Pixel), ("OutputWidth", y.Width), ("OutputPixel", y.Pixel),
            ("Channels", y.Channels), ("WindowHeight", window.KernelHeight), ("WindowWidth", window.KernelWidth), ("StrideHeight", window.StrideHeight),
            ("StrideWidth", window.StrideWidth), ("PaddingTop", window.PadTop), ("PaddingLeft", window.PadLeft), ("CountPadding", countsOnce ? 1 : 0)));
        step.Call(
            kernel, "Run", [.. Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input)), step.OutputAt(), shape, first, end]);
    }
}
