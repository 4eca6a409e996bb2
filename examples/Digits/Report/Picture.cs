namespace Digits;

/// <summary>Pictures as data URIs: they travel inside the HTML file.</summary>
internal static class Picture
{
    public static string Digit(float[] pixels) => Uri(Renderer.Size, pixels, Palette.Drawing);

    /// <summary>Weights, scaled so that the largest magnitude has the full colour.</summary>
    public static string Filter(int size, float[] weights)
    {
        float largest = Largest(weights);
        return Uri(size, weights, weight => Palette.Signed(weight / largest));
    }

    /// <summary>Activities of a map, none of them negative, scaled by <paramref name="largest"/> so that maps can be compared.</summary>
    public static string FeatureMap(float[] map, float largest) => Uri(Renderer.Size, map, value => Palette.Activity(value / largest));

    /// <summary>The largest magnitude, or 1 where all are 0 and nothing needs scaling.</summary>
    public static float Largest(IEnumerable<float> values) => values.Select(MathF.Abs).DefaultIfEmpty().Max() is > 0 and float largest ? largest : 1;

    private static string Uri(int size, float[] values, Func<float, Rgb> color)
    {
        Rgb[] pixels = [.. values.Select(color)];
        return "data:image/png;base64," + Convert.ToBase64String(Png.Encode(size, size, pixels));
    }
}
