namespace Kiln.Generator.Ops;

/// <summary>A pooling of the windows of each channel: channels stay, height and width are the window's positions.</summary>
internal abstract record PoolOp(Window Window) : Op
{
    protected internal sealed override string Detail => Window.ToString();

    public sealed override Inferred Infer(EquatableArray<TensorType> inputs) => Window.Infer(Name, inputs[0].Shape, inputs[0].Shape[0]);

    /// <summary>Kernel, stride (0: the kernel) and padding, at most half the kernel, of a pooling layer's call.</summary>
    protected static Window WindowOf(LayerCall call)
    {
        if (call.InputShape().Rank != 3) throw call.Fail(Expected.Map(call.Layer, call.InputShape()));
        int kernel = call.AtLeast(1, "kernel", call.Int("kernel"));
        int stride = call.AtLeast(0, "stride", call.Int("stride"));
        int padding = call.AtLeast(0, "padding", call.Int("padding"));
        if (padding > kernel / 2) throw call.Fail(ShapeProblems.PaddingTooLarge, call.Layer, padding, kernel, kernel / 2);
        if (stride == 0) stride = kernel;
        var window = new Window(kernel, kernel, stride, stride, padding, padding, padding, padding, CeilMode: call.Bool("ceilMode"));
        return window.On(call.InputShape()[1], call.InputShape()[2]);
    }

    /// <summary>Calls <paramref name="visit"/> with (row, channel, i, j, y range, x range) for every window, clamped to the map.</summary>
    public static void Visit(Window window, Tensor input, Shape output, Action<int, int, int, int, (int From, int To), (int From, int To)> visit)
    {
        for (int row = 0; row < input.Rows; row++)
            for (int channel = 0; channel < output[0]; channel++)
                for (int i = 0; i < output[1]; i++)
                    for (int j = 0; j < output[2]; j++)
                    {
                        int top = (i * window.StrideHeight) - window.PadTop, left = (j * window.StrideWidth) - window.PadLeft;
                        visit(row, channel, i, j,
                            (Math.Max(top, 0), Math.Min(top + window.KernelHeight, input.Shape[1])),
                            (Math.Max(left, 0), Math.Min(left + window.KernelWidth, input.Shape[2])));
                    }
    }
}
