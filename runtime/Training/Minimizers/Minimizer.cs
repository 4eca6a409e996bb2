using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// The loop that all quasi-Newton methods share, Nocedal and Wright, "Numerical Optimization" (2006), algorithms 6.1 and 7.5: a direction, a step along it, and
/// what the step tells about the curvature.
/// </summary>
internal static class Minimizer
{
    // What a step tells about the curvature is noise where it is not convex or hardly so; PyTorch has the same bound.
    private const double LeastCurvature = 1e-10;

    /// <summary>Minimizes the loss of a network.</summary>
    public static MinimizeResult Fit<T>(
        T network, IDataset data, Func<int, IQuasiNewton> method, MinimizeOptions options, CancellationToken cancellationToken)
        where T : class, ITrainable<T>
    {
        options.Validate();
        using FullBatch<T> loss = new(network, data);
        double[] point = loss.Point;
        try
        {
            return Run(loss, method(loss.Length), point, options, cancellationToken);
        }
        finally
        {
            // The last trial need not be the best.
            loss.Set(point);
            network.Core.Publish();
        }
    }

    /// <summary>Minimizes from a point, which becomes the last one.</summary>
    public static MinimizeResult Run(
        IObjective objective, IQuasiNewton method, double[] point, MinimizeOptions options, CancellationToken cancellationToken = default)
    {
        WolfeLineSearch line = new(objective);
        LinePoint here = line.At(point);
        double[] direction = new double[point.Length];
        int iterations = 0;
        bool hasMoved = true;
        while (true)
        {
            if (Reached(here, hasMoved, iterations, options) is { } reached) return End(reached);
            cancellationToken.ThrowIfCancellationRequested();
            if (Descend(line, method, here, direction) is not { } next) return End(StopReason.NoLowerLoss);
            hasMoved = Learn(method, here, next, options.StepTolerance);
            here = next;
            here.Point.CopyTo(point, 0);
            iterations++;
            options.OnIteration?.Invoke(iterations, here.Loss);
        }

        MinimizeResult End(StopReason reason) => new(here.Loss, DoubleVector.Largest(here.Gradient), iterations, line.Evaluations, reason);
    }

    private static StopReason? Reached(LinePoint here, bool hasMoved, int iterations, MinimizeOptions options) =>
        !double.IsFinite(here.Loss + DoubleVector.Largest(here.Gradient)) ? StopReason.NotFinite
        : DoubleVector.Largest(here.Gradient) <= options.GradientTolerance ? StopReason.Gradient
        : !hasMoved ? StopReason.Step
        : iterations == options.MaxIterations ? StopReason.Iterations
        : null;

    /// <summary>A lower point; if what was learned leads to none, steepest descent is asked before giving up.</summary>
    private static LinePoint? Descend(WolfeLineSearch line, IQuasiNewton method, LinePoint here, double[] direction)
    {
        while (true)
        {
            bool hasLearned = method.HasLearned;
            method.Direction(here.Gradient, direction);
            double slope = DoubleVector.Dot(here.Gradient, direction);
            // The length of the gradient says nothing about that of the first step: it begins with one of length 1 at most.
            double first = hasLearned ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
            LinePoint? next = slope < 0 ? line.Search(here with { Step = 0, Slope = slope }, direction, first) : null;
            if (next is not null || !hasLearned) return next;
            method.Forget();
        }
    }

    /// <summary>Learns from a step, and says whether it was one.</summary>
    private static bool Learn(IQuasiNewton method, LinePoint here, LinePoint next, double tolerance)
    {
        double[] step = [.. next.Point], change = [.. next.Gradient];
        DoubleVector.Add(step, -1, here.Point);
        DoubleVector.Add(change, -1, here.Gradient);
        if (DoubleVector.Dot(step, change) > LeastCurvature * DoubleVector.Dot(change, change)) method.Learn(step, change);
        return DoubleVector.Largest(step) > tolerance * Math.Max(1, DoubleVector.Largest(next.Point));
    }
}
