namespace Kiln.Generator.Ops;

/// <summary>
/// A depthwise convolution without bias, then a convolution of 1 x 1 that mixes the channels (Sifre and Mallat 2014, Chollet 2017). Parameters:
/// depthwise.weight, pointwise.weight and, where there is a bias, pointwise.bias.
/// </summary>
internal static class SeparableConv2D
{
    public static Layer Layer { get; } = new("SeparableConv2D", call =>
    {
        int channels = call.AtLeast(1, "channels", call.Int("channels"));
        Shape shape = call.InputShape();
        if (shape.Rank != 3) throw call.Fail(Expected.Map(call.Layer, shape));
        Value each = Conv2D.Build(call, DepthwiseConv2D.Op(call, shape[0]), call.Input(), prefix: "depthwise.", bias: false);
        return Conv2D.Build(call, new Conv2D(channels, new Window(1, 1), 1), each, prefix: "pointwise.");
    });
}
