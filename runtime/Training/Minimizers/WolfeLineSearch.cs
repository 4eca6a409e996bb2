namespace Kiln.Training;

/// <summary>
/// A line search for the strong Wolfe conditions: Nocedal and Wright, "Numerical Optimization" (2006), algorithms 3.5 and 3.6 with the cubic of equation 3.59.
/// Near a minimum the loss no longer resolves what a step gains; there the slopes alone decide, as in the approximate conditions of Hager and Zhang, "A New
/// Conjugate Gradient Method with Guaranteed Descent" (2005), equation 4.1.
/// </summary>
internal sealed class WolfeLineSearch(IObjective objective)
{
    private const double Decrease = 1e-4, Curvature = 0.9;
    private const int MostTrials = 25;

    // The next trial keeps this distance from both ends, relative to the interval.
    private const double Margin = 0.1;

    private LinePoint _start = null!;
    private double[] _direction = [];
    private double _tolerance;

    /// <summary>Evaluations of all searches, each with one pass over the data.</summary>
    public int Evaluations { get; private set; }

    /// <summary>The function at a point.</summary>
    public LinePoint At(double[] point)
    {
        double[] gradient = new double[point.Length];
        Evaluations++;
        return new LinePoint(0, objective.Evaluate(point, gradient), 0, point, gradient);
    }

    /// <summary>A lower point along a direction that descends; null if there is none that rounding does not hide.</summary>
    /// <param name="start">Where to begin; its slope is negative.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="first">The step to try first.</param>
    public LinePoint? Search(LinePoint start, double[] direction, double first)
    {
        (_start, _direction, _tolerance) = (start, direction, objective.Resolution * Math.Abs(start.Loss));
        LinePoint before = start;
        double step = first;
        for (int trial = 0; trial < MostTrials; trial++)
        {
            LinePoint point = At(step);
            if (!Decreases(point) || (trial > 0 && point.Loss > before.Loss + _tolerance)) return Zoom(before, point);
            if (IsFlat(point)) return point;
            if (point.Slope >= 0) return Zoom(point, before);
            before = point;
            step *= 2;
        }

        return before;
    }

    /// <summary>Narrows an interval that holds a good point; <paramref name="low"/> is the better end.</summary>
    private LinePoint? Zoom(LinePoint low, LinePoint high)
    {
        for (int trial = 0; trial < MostTrials; trial++)
        {
            LinePoint point = At(Between(low, high));
            if (!Decreases(point) || point.Loss > low.Loss + _tolerance)
            {
                high = point;
                continue;
            }

            if (IsFlat(point)) return point;
            if (point.Slope * (high.Step - low.Step) >= 0) high = low;
            low = point;
        }

        return low.Step > 0 ? low : null;
    }

    private LinePoint At(double step)
    {
        double[] point = [.. _start.Point];
        DoubleVector.Add(point, step, _direction);
        LinePoint there = At(point);
        return there with { Step = step, Slope = DoubleVector.Dot(there.Gradient, _direction) };
    }

    // A loss that is not a number fails both comparisons.
    private bool Decreases(LinePoint point) =>
        point.Loss <= _start.Loss + Decrease * point.Step * _start.Slope
        || (point.Loss <= _start.Loss + _tolerance && point.Slope <= (2 * Decrease - 1) * _start.Slope);

    private bool IsFlat(LinePoint point) => Math.Abs(point.Slope) <= -Curvature * _start.Slope;

    /// <summary>The minimum of the cubic through both ends, or the middle if it has none between them.</summary>
    private static double Between(LinePoint low, LinePoint high)
    {
        double width = high.Step - low.Step;
        double first = low.Slope + high.Slope - 3 * (low.Loss - high.Loss) / -width;
        double second = Math.Sign(width) * Math.Sqrt(first * first - low.Slope * high.Slope);
        double position = 1 - (high.Slope + second - first) / (high.Slope - low.Slope + 2 * second);
        return low.Step + width * (double.IsFinite(position) ? Math.Clamp(position, Margin, 1 - Margin) : 0.5);
    }
}
