namespace Kiln;

/// <summary>How an enlarged map gets its pixels.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel's value.</summary>
    Nearest,

    /// <summary>A mixture of the four nearest pixels, with half-pixel centres, clamped at the edges.</summary>
    Bilinear,
}
