namespace Kiln.Generator.Ops;

/// <summary>Each channel convolved by itself, with multiplier kernels: a <see cref="Conv2D"/> with as many groups as channels.</summary>
internal static class DepthwiseConv2D
{
    public static Layer Layer { get; } = new("DepthwiseConv2D", call =>
    {
        Shape shape = call.InputShape();
        if (shape.Rank != 3) throw call.Fail(Expected.Map(call.Layer, shape));
        return Conv2D.Build(call, Op(call, shape[0]), call.Input());
    });

    /// <summary>The convolution of a call over so many channels.</summary>
    internal static Conv2D Op(LayerCall call, int channels) =>
        new(checked(channels * call.AtLeast(1, "multiplier", call.Int("multiplier"))), Conv2D.WindowOf(call), channels);
}
