namespace Kiln.Generator.Ops;

/// <summary>
/// y = scale[c] x + shift[c], channel by channel: batch normalization in inference if it cannot be folded, and in training if it is frozen.
/// Inputs: x, scale, and shift unless it is 0.
/// </summary>
internal sealed record ChannelAffine : Op
{
    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), scale = reference.Input(1);
        int pixels = x.RowLength / x.Shape[0];
        reference.Output().Fill((row, i) => (scale.Data[i / pixels] * x[row, i]) + (reference.InputCount > 2 ? reference.Input(2).Data[i / pixels] : 0));
    }

    /// <summary>dx = scale dy. Scale and shift come from frozen parameters.</summary>
    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, this, gradient.Dy, gradient.Input(1));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new ChannelAffine(), OpCase.Vector(7), OpCase.Fixed(7), OpCase.Fixed(7)),
        new("planes", new ChannelAffine(), OpCase.Map(3, 4, 5), OpCase.Fixed(3), OpCase.Fixed(3)),
        new("many channels", new ChannelAffine(), OpCase.Map(19, 3, 2), OpCase.Fixed(19), OpCase.Fixed(19)),
        new("planes, no shift", new ChannelAffine(), OpCase.Map(3, 4, 5), OpCase.Fixed(3)),
        new("many channels, no shift", new ChannelAffine(), OpCase.Map(19, 3, 2), OpCase.Fixed(19)),
    ];
}
