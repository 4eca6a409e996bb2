namespace Kiln.Training;

/// <summary>What a difference says about a gradient.</summary>
internal enum GradientVerdict
{
    /// <summary>One of the differences is the gradient.</summary>
    Right,

    /// <summary>Both are 0 to within the noise of the loss: the weight changes nothing here, so any multiple of the gradient would look right, too.</summary>
    Flat,

    /// <summary>The loss is smooth here, and its slope is another.</summary>
    Wrong,

    /// <summary>The slopes on the two sides of the weight differ: no difference tells what the gradient is here.</summary>
    Kink,
}

/// <summary>
/// (L(w + h) - L(w - h)) / 2h: its error falls with h^2, the noise of single-precision losses grows with 1/h. h = 0.01 balances both for weights and losses
/// around 1. A kink within h spoils it, so smaller ones follow before a gradient counts as wrong; and where the slopes of the two sides still differ, there is
/// a kink nearer than that.
/// </summary>
internal sealed class CentralDifference(NetworkCore core, double loss, double tolerance, Func<double> lossNow)
{
    private const double SinglePrecision = 1.1920929e-7;
    private const double NoiseUnits = 8;

    // Smaller differences, for losses that bend sharply (normalization near variance 0), but only while noise weighs less than the tolerance.
    private const double SmallestForAll = 6.25e-4;

    private readonly double _noise = NoiseUnits * SinglePrecision * Math.Max(1, Math.Abs(loss));

    private static ReadOnlySpan<double> Differences => [1e-2, 2.5e-3, 6.25e-4, 1.5625e-4, 3.90625e-5];

    /// <summary>Is that the gradient? <paramref name="numeric"/> is the nearest of the differences.</summary>
    public GradientVerdict Judge(int position, double gradient, out double numeric)
    {
        numeric = double.NaN;
        Difference before = default;
        bool agreed = false;
        foreach (double h in Differences)
        {
            if (h < SmallestForAll && _noise / (2 * h) > tolerance * Math.Abs(before.Slope)) break;
            Difference now = At(position, h);
            if (!(Math.Abs(now.Slope - gradient) >= Math.Abs(numeric - gradient))) numeric = now.Slope;
            double allowed = Allowed(now, gradient);
            // What bends smoothly bends less and less over shorter distances; a kink stays, and there the mean of two slopes agrees by chance alone. Noise
            // weighs four times as much in the bend: two differences, each over half of the width.
            bool isSmooth = now.Bend <= before.Bend / 2 + allowed + 3 * _noise / now.Width;
            bool agrees = double.IsFinite(gradient) && Math.Abs(now.Slope - gradient) <= allowed;
            if (isSmooth && (agrees || agreed)) return Math.Abs(gradient) > _noise / now.Width ? GradientVerdict.Right : GradientVerdict.Flat;
            (before, agreed) = (now, agrees);
        }

        // A kink within the last h moves the central difference by at most half of the bend that it makes: less than what is missing. And no kink has a
        // gradient that is not a number.
        return before.Bend <= Allowed(before, gradient) || !double.IsFinite(gradient) ? GradientVerdict.Wrong : GradientVerdict.Kink;
    }

    private double Allowed(Difference difference, double gradient) =>
        tolerance * Math.Max(Math.Abs(difference.Slope), Math.Abs(gradient)) + _noise / difference.Width;

    private Difference At(int position, double h)
    {
        float weight = core.Parameters[position];
        float above = (float)(weight + h * Math.Max(1, Math.Abs(weight))), below = (float)(weight - h * Math.Max(1, Math.Abs(weight)));
        try
        {
            double upper = LossAt(position, above), lower = LossAt(position, below);
            // The distance of the two rounded weights, not 2h.
            double width = (double)above - below;
            double bend = Math.Abs((upper - loss) / ((double)above - weight) - (loss - lower) / ((double)weight - below));
            return new Difference((upper - lower) / width, bend, width);
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

    /// <summary>A central difference, by how much the differences of the two sides differ, and the distance between the outer points.</summary>
    private readonly record struct Difference(double Slope, double Bend, double Width);
}
