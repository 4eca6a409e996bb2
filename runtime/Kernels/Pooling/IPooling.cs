namespace Kiln.Kernels;

/// <summary>
/// How the pixels of a window become one: their maximum or their mean. The machine's own maximum forgets a NaN before the last pixel, and one that does not is
/// several instructions; so the pixels of a maximum are added up as well, which a NaN survives, and only windows whose sum is NaN are gone through again.
/// </summary>
internal partial interface IPooling
{
    /// <summary>Whether the maximum is meant.</summary>
    static abstract bool IsMaximum { get; }

    /// <summary>The value of a window without pixels.</summary>
    static abstract float Start { get; }

    /// <summary>The value of a window with one more pixel in it.</summary>
    static abstract float Include(float whole, float pixel);

    /// <summary>The value of a window of 2 x 2 pixels.</summary>
    static abstract float OfFour(float upperLeft, float upperRight, float lowerLeft, float lowerRight);
}

/// <inheritdoc cref="IPooling"/>
internal readonly partial struct MaximumPooling : IPooling
{
    /// <inheritdoc/>
    public static bool IsMaximum => true;

    /// <inheritdoc/>
    public static float Start => float.NegativeInfinity;

    /// <inheritdoc/>
    public static float Include(float whole, float pixel) => pixel >= whole || float.IsNaN(pixel) ? pixel : whole;

    /// <inheritdoc/>
    public static float OfFour(float upperLeft, float upperRight, float lowerLeft, float lowerRight) =>
        Include(Include(Include(Include(Start, upperLeft), upperRight), lowerLeft), lowerRight);
}

/// <inheritdoc cref="IPooling"/>
internal readonly partial struct AveragePooling : IPooling
{
    /// <inheritdoc/>
    public static bool IsMaximum => false;

    /// <inheritdoc/>
    public static float Start => 0;

    /// <inheritdoc/>
    public static float Include(float whole, float pixel) => whole + pixel;

    /// <inheritdoc/>
    public static float OfFour(float upperLeft, float upperRight, float lowerLeft, float lowerRight) =>
        (upperLeft + upperRight + (lowerLeft + lowerRight)) * 0.25f;
}
