namespace Kiln.Generator.Ops;

/// <summary>
/// A value as a map [channels, height, width] whose memory has the channels last: a vector is one pixel, a sequence [tokens, features] one row of tokens.
/// </summary>
internal sealed record MapOfValue(int Channels, int Height, int Width, bool IsSequence)
{
    public static MapOfValue Of(Shape shape) => shape.Rank switch
    {
        3 => new(shape[0], shape[1], shape[2], false),
        2 => new(shape[1], 1, shape[0], true),
        _ => new(shape.ElementCount, 1, 1, false),
    };

    public Shape Shape => Shape.PerSample(Channels, Height, Width);

    public int Pixels => Height * Width;

    /// <summary>The place of an element among those of a row, in the logical order of the value's shape.</summary>
    public int At(int channel, int y, int x) => IsSequence ? (x * Channels) + channel : (((channel * Height) + y) * Width) + x;
}
