using System.Numerics;

namespace Kiln;

/// <summary>The least and the largest of some values; both are not a number where one of them is.</summary>
internal readonly record struct Extremes(float Least, float Largest)
{
    public bool AreFinite => float.IsFinite(Least) && float.IsFinite(Largest);

    public float Magnitude => Math.Max(Math.Abs(Least), Math.Abs(Largest));

    /// <summary>Of at least one value.</summary>
    public static Extremes Of(ReadOnlySpan<float> values)
    {
        float least = values[0], largest = values[0];
        int i = 0;
        if (values.Length >= Vector<float>.Count)
        {
            Vector<float> low = new(values), high = low;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> next = new(values[i..]);
                low = Vector.Min(low, next);
                high = Vector.Max(high, next);
            }

            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                largest = Math.Max(largest, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
            largest = Math.Max(largest, values[i]);
        }

        return new Extremes(least, largest);
    }
}
