namespace Kiln.Generator.Ops;

/// <summary>
/// A convolution along a signal [channels, length] (LeCun and Bengio 1995): a <see cref="Conv2D"/> over a map of height 1, whose memory is the signal's.
/// W in PyTorch's shape [channels, input channels / groups, kernel].
/// </summary>
internal static class Conv1D
{
    public static Layer Layer { get; } = new("Conv1D", call =>
    {
        Shape shape = call.InputShape();
        if (shape.Rank != 2) throw call.Fail(Expected.Signal(call.Layer, shape));
        int channels = call.AtLeast(1, "channels", call.Int("channels")), groups = call.AtLeast(1, "groups", call.Int("groups"));
        int kernel = call.AtLeast(1, "kernel", call.Int("kernel"));
        int stride = call.AtLeast(1, "stride", call.Int("stride"));
        int dilation = call.AtLeast(1, "dilation", call.Int("dilation"));
        (int left, int right) = Conv2D.Padding(call.AtLeast(Conv2D.PadSame, "padding", call.Int("padding")), checked((kernel - 1) * dilation));
        Conv2D.CheckGroups(call, shape[0], channels, groups);
        var window = new Window(1, kernel, 1, stride, 0, left, 0, right, 1, dilation);
        Value y = Conv2D.Build(
            call, new Conv2D(channels, window, groups), call.Add(new Reshape([shape[0], 1, shape[1]]), call.Input()),
            Shape.Fixed(channels, shape[0] / groups, kernel));
        return call.Add(new Reshape([channels, window.OutputWidth(shape[1])]), y);
    });
}
