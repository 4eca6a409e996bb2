namespace Kiln.Training;

/// <summary>
/// (L(w + h) - L(w - h)) / 2h: its error falls with h^2, the noise of single-precision losses grows with 1/h. h = 0.01 balances both for
/// weights and losses around 1. A kink within h spoils it, so smaller ones follow before a gradient counts as wrong.
/// </summary>
internal sealed class CentralDifference(NetworkCore core, double loss, double tolerance, Func<double> lossNow)
{
    private const double SinglePrecision = 1.1920929e-7;
    private const double NoiseUnits = 8;

    private readonly double _noise = NoiseUnits * SinglePrecision * Math.Max(1, Math.Abs(loss));

    private static ReadOnlySpan<double> Differences => [1e-2, 2.5e-3, 6.25e-4];

    /// <summary>Does the gradient agree with one of the differences? <paramref name="numeric"/> is the nearest.</summary>
    public bool Agrees(int position, double gradient, out double numeric)
    {
        numeric = double.NaN;
        foreach (double h in Differences)
        {
            (double slope, double width) = Slope(position, h);
            if (!(Math.Abs(slope - gradient) >= Math.Abs(numeric - gradient))) numeric = slope;
            double allowed = tolerance * Math.Max(Math.Abs(slope), Math.Abs(gradient)) + _noise / width;
            if (Math.Abs(slope - gradient) <= allowed) return true;
        }

        return false;
    }

    private (double Slope, double Width) Slope(int position, double h)
    {
        float weight = core.Parameters[position];
        float above = (float)(weight + h * Math.Max(1, Math.Abs(weight))), below = (float)(weight - h * Math.Max(1, Math.Abs(weight)));
        try
        {
            double upper = LossAt(position, above), lower = LossAt(position, below);
            // The distance of the two rounded weights, not 2h.
            double width = (double)above - below;
            return ((upper - lower) / width, width);
        }
        finally
        {
            core.EditParameters()[position] = weight;
        }
    }

    private double LossAt(int position, float weight)
    {
        core.EditParameters()[position] = weight;
        return lossNow();
    }
}
