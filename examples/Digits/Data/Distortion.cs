namespace Digits;

/// <summary>All values from <paramref name="Low"/> to <paramref name="High"/>, equally likely.</summary>
internal readonly record struct Interval(float Low, float High);

/// <summary>How far a written digit may stray from its font. Training and test images use the same ranges with different seeds.</summary>
internal sealed record Distortion
{
    public static Distortion Standard { get; } = new();

    /// <summary>Height before turning, in pixels.</summary>
    public Interval Height { get; init; } = new(13.5f, 20.5f);

    /// <summary>Width relative to the font's own proportions.</summary>
    public Interval Stretch { get; init; } = new(0.65f, 1.2f);

    /// <summary>Angle in radians, positive clockwise.</summary>
    public Interval Turn { get; init; } = new(-0.42f, 0.42f);

    /// <summary>Slant: horizontal pixels per vertical pixel.</summary>
    public Interval Slant { get; init; } = new(-0.35f, 0.35f);

    /// <summary>Offset of the digit's middle from the image's middle, in pixels.</summary>
    public Interval Shift { get; init; } = new(-2.5f, 2.5f);

    /// <summary>Movement of each control point, in units of the font (a digit is 140 high).</summary>
    public Interval Wobble { get; init; } = new(-9, 9);

    /// <summary>Radius of the pen, in pixels.</summary>
    public Interval Pen { get; init; } = new(0.55f, 1.7f);

    /// <summary>Brightness of the ink; paper is 0.</summary>
    public Interval Ink { get; init; } = new(0.5f, 1);

    /// <summary>Standard deviation of the grain added to every pixel.</summary>
    public Interval Grain { get; init; } = new(0, 0.16f);

    /// <summary>Share of images crossed by a stray stroke, and that stroke's length in pixels.</summary>
    public float StrayShare { get; init; } = 0.25f;

    public Interval StrayLength { get; init; } = new(4, 11);
}
