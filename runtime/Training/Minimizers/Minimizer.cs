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
        IQuasiNewton curvature = method(loss.Length);
        MinimizerProgress progress = File.Exists(options.SavePath)
            ? MinimizerFile.Load(options.SavePath, network.Core, curvature, loss.Length)
            : MinimizerProgress.Start;
        double[] point = loss.Begin();
        try
        {
            return Run(loss, curvature, point, options, progress, Save, cancellationToken);
        }
        finally
        {
            // The last trial need not be the best.
            loss.Set(point);
            network.Core.Publish();
        }

        void Save(MinimizerProgress reached)
        {
            if (options.SavePath is null) return;
            loss.Set(point);
            MinimizerFile.Save(options.SavePath, network.Core, loss.Moment, curvature, reached);
        }
    }

    /// <summary>Minimizes from a point, which becomes the last one.</summary>
    public static MinimizeResult Run(
        IObjective objective, IQuasiNewton method, double[] point, MinimizeOptions options, MinimizerProgress progress, Action<MinimizerProgress> save,
        CancellationToken cancellationToken = default)
    {
        WolfeLineSearch line = new(objective);
        LinePoint here = line.At([.. point]);
        // The pass at this point is among those of a run that goes on.
        int evaluationsBefore = progress.Evaluations - 1;
        double[] direction = new double[point.Length];
        while (true)
        {
            if (Reached(here, progress, options) is { } reached) return End(reached);
            cancellationToken.ThrowIfCancellationRequested();
            if (Descend(line, method, here, direction) is not { } next) return End(StopReason.NoLowerLoss);
            bool hasMoved = Learn(method, here, next, options.StepTolerance);
            here = next;
            here.Point.CopyTo(point, 0);
            progress = new MinimizerProgress(progress.Iterations + 1, evaluationsBefore + line.Evaluations, hasMoved);
            save(progress);
            options.OnIteration?.Invoke(progress.Iterations, here.Loss);
        }

        MinimizeResult End(StopReason reason) =>
            new(here.Loss, DoubleVector.Largest(here.Gradient), progress.Iterations, evaluationsBefore + line.Evaluations, reason);
    }

    private static StopReason? Reached(LinePoint here, MinimizerProgress progress, MinimizeOptions options) =>
        !double.IsFinite(here.Loss + DoubleVector.Largest(here.Gradient)) ? StopReason.NotFinite
        : DoubleVector.Largest(here.Gradient) <= options.GradientTolerance ? StopReason.Gradient
        : !progress.HasMoved ? StopReason.Step
        : progress.Iterations >= options.MaxIterations ? StopReason.Iterations
        : null;

    /// <summary>A lower point, not one that rounding makes the same; if what was learned leads to none, steepest descent is asked before giving up.</summary>
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
            if (next is not null && !next.Point.AsSpan().SequenceEqual(here.Point)) return next;
            if (!hasLearned) return null;
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
