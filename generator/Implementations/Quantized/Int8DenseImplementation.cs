using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A dense layer over bytes: the inputs are one vector that is read where it lies, and each panel of channels is an item.</summary>
internal sealed class Int8DenseImplementation(Int8Convolution op, MapOfValue x, MapOfValue y)
    : Int8LinearImplementation(op, x, y, x.Pixels == 1 ? Traits.ByStrides : Traits.WritesParts, "int8 dense")
{
    /// <summary>
    /// The kernel is the whole map, and packed weights follow each other as the map's bytes do: neither a pixel nor a row has padding, but for the last. A
    /// single input is a convolution's pixel of one channel, which may be packed as 16 bits.
    /// </summary>
    public override bool CanCompute =>
        Op.Convolution.Groups == 1 && Y.Pixels == 1 && !IsDilated && Window is { PadTop: 0, PadLeft: 0 }
        && Window.KernelHeight == X.Height && Window.KernelWidth == X.Width
        && (X.Channels % 2 == 0 || (X.Pixels == 1 && X.Channels > 1)) && (X.Height == 1 || X.Width * X.Channels % 4 == 0);

    public override void Write(StepBuilder step)
    {
        int inputs = X.Pixels * X.Channels;
        long panels = Int8WeightShape.Align(Y.Channels, Int8WeightShape.Lanes) / Int8WeightShape.Lanes;
        (Expression first, Expression end) = step.Items("Panel", panels, 1, Math.Max(1, (long)Int8WeightShape.Lanes * inputs / 2));
        step.Call("Int8Dense", "Run", step.InputAt(0), step.InputAt(1), step.InputAt(2), step.OutputAt(), inputs, Y.Channels, first, end);
    }
}
