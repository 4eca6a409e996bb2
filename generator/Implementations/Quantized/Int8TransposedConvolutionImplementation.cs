using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A transposed convolution over bytes: each phase of the result is a convolution with the taps that reach it.</summary>
internal sealed class Int8TransposedConvolutionImplementation(Int8TransposedConvolution op, Shape x, Shape y)
    : Int8Implementation<Int8TransposedConvolution>(op, Traits.ByStrides, "int8 transposed convolution")
{
    private Window Window => Op.Forward.Window;

    private int Area => Window.KernelHeight * Window.KernelWidth;

    public override Op? PackingOf(int input, LaidOutTypes types) => input switch
    {
        1 => new Int8PackWeights(Packing),
        2 => new Int8PackRequantization(Packing),
        _ => null,
    };

    public override IEnumerable<int> PackedInputs(int input) => input == 2 ? Enumerable.Range(1, 7) : [input];

    private Int8PackingKernel Packing => new Int8WeightShape(1, y[0], x[0], Window.KernelHeight, Window.KernelWidth, Area, y[0] * Area, 1, IsDilated: false)
        .Transposed(Window.StrideHeight * Window.StrideWidth, ShapeOf(x[0], y[0]));

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        const int Line = 64;
        long rows = (Window.KernelHeight + Window.StrideHeight - 1) / Window.StrideHeight;
        long columns = ((y[2] - 1 + Window.KernelWidth - 1) / Window.StrideWidth) + 1;
        return ((rows * Int8WeightShape.Align(columns * Int8WeightShape.Align(x[0], 2), Line)) + Line) / sizeof(float);
    }

    public override void Write(StepBuilder step)
    {
        (Expression first, Expression end) = step.Items(
            "Row", y[1], 1, Math.Max(1, (long)y[2] * y[0] * x[0] * Area / (2L * Window.StrideHeight * Window.StrideWidth)));
        step.Call("Int8TransposedConvolution", "Run", step.InputAt(0), step.InputAt(1), step.InputAt(2), step.OutputAt(), step.Workspace(),
            ShapeOf(step.Input(0).Pixel, step.Output().Pixel), first, end);
    }

    private Argument ShapeOf(long inputPixel, long outputPixel) => StepBuilder.Constant("Int8TransposedShape", Field.Of(
        ("InputHeight", x[1]), ("InputWidth", x[2]), ("InputPixel", inputPixel), ("Groups", 1), ("InputsPerGroup", x[0]), ("OutputWidth", y[2]),
        ("Channels", y[0]), ("OutputPixel", outputPixel), ("TapRows", Window.KernelHeight), ("TapColumns", Window.KernelWidth),
        ("StrideRows", Window.StrideHeight), ("StrideColumns", Window.StrideWidth), ("PaddingTop", Window.PadTop), ("PaddingLeft", Window.PadLeft),
        ("DilationRows", 1), ("DilationColumns", 1)));
}
