namespace Kiln;

/// <summary>
/// Looks for the range with the least cost among those within another one: along one end at a time, and along both together first, as outliers often lie on
/// both sides. Each line is tried on a coarse grid, then on a fine one around the best. Of equal costs the wider range wins.
/// </summary>
internal static class RangeSearch
{
    private const int Coarse = 64, Fine = 8, Rounds = 2;

    /// <param name="whole">The widest range; it holds 0.</param>
    /// <param name="searchesLow">Whether the low end may move towards 0.</param>
    /// <param name="searchesHigh">Whether the high end may move towards 0.</param>
    /// <param name="cost">What is to be least.</param>
    public static ValueRange Least(ValueRange whole, bool searchesLow, bool searchesHigh, Func<ValueRange, double> cost)
    {
        // Parts of the two ends.
        (double Low, double High) best = (1, 1);
        double least = cost(whole);
        if (searchesLow && searchesHigh) Line(part => (part, part), 1);
        for (int round = 0; round < Rounds; round++)
        {
            double low = best.Low;
            if (searchesHigh) Line(part => (low, part), best.High);
            double high = best.High;
            if (searchesLow) Line(part => (part, high), best.Low);
            if (!searchesLow || !searchesHigh) break;
        }

        return new ValueRange(whole.Low * best.Low, whole.High * best.High);

        void Line(Func<double, (double Low, double High)> at, double start)
        {
            double centre = start;
            for (int i = Coarse; i > 0; i--)
                if (Try(at((double)i / Coarse))) centre = (double)i / Coarse;
            for (int i = Fine; i > -Fine; i--)
            {
                double part = centre + (double)i / (Coarse * Fine);
                if (part is > 0 and <= 1) Try(at(part));
            }
        }

        bool Try((double Low, double High) parts)
        {
            double tried = cost(new ValueRange(whole.Low * parts.Low, whole.High * parts.High));
            if (!(tried < least)) return false;
            least = tried;
            best = parts;
            return true;
        }
    }
}
