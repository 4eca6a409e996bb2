using System.Diagnostics;
using System.Globalization;
using Kiln.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>How far training is: a bar, the smoothed loss, the speed, and a line for each finished epoch.</summary>
internal sealed class TrainingProgress(Options options, int images)
{
    // The loss shown is an average over about the last 30 steps; a single batch jumps about.
    private const double Smoothing = 1.0 / 30;
    private const int BarWidth = 32;

    private readonly long _totalSteps = (long)Training.StepsPerEpoch(images, options.Batch) * options.Epochs;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<string> _lines = [];
    private double _loss = double.NaN;
    private long _steps;

    public void Advance(TrainingStep step)
    {
        _steps++;
        _loss = double.IsNaN(_loss) ? step.Loss : _loss + Smoothing * (step.Loss - _loss);
    }

    public void Finish(Epoch epoch) => _lines.Add(Describe(epoch, options.Epochs));

    public void Warn(string message) => _lines.Add($"Warning: {message}");

    public IRenderable Render()
    {
        double share = _totalSteps > 0 ? Math.Min(1, (double)_steps / _totalSteps) : 0;
        int filled = (int)(share * BarWidth);
        double seconds = _clock.Elapsed.TotalSeconds;
        string bar = $"[darkorange]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
        string state = _steps == 0
            ? "starting"
            : string.Create(
                CultureInfo.InvariantCulture, $"loss {_loss:0.0000}  {_steps * options.Batch / seconds:N0} images/s  {seconds / share - seconds:0} s left");
        List<IRenderable> rows =
            [.. _lines.Select(line => new Text(line)), new Markup(string.Create(CultureInfo.InvariantCulture, $"{bar} {share * 100,3:0} %  {state}"))];
        return new Rows(rows);
    }

    public static string Describe(Epoch epoch, int epochs) => string.Create(
        CultureInfo.InvariantCulture,
        $"Epoch {epoch.Number,2}/{epochs}  loss {epoch.Loss:0.0000}  test loss {epoch.ValidationLoss:0.0000}  "
        + $"accuracy {new Percentage(epoch.Metrics["accuracy"])}  {epoch.SamplesPerSecond:N0} images/s");
}

/// <summary>Redraws in place, ten times a second at most: drawing must not slow training down.</summary>
internal sealed class LiveObserver(LiveDisplayContext live, TrainingProgress progress) : ITrainingObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private long _drawn;

    public void OnStep(TrainingStep step)
    {
        progress.Advance(step);
        if (Stopwatch.GetElapsedTime(_drawn) < Pause)
            return;
        Draw();
    }

    public void OnEpoch(Epoch epoch)
    {
        progress.Finish(epoch);
        Draw();
    }

    public void OnWarning(string message) => progress.Warn(message);

    private void Draw()
    {
        live.UpdateTarget(progress.Render());
        _drawn = Stopwatch.GetTimestamp();
    }
}

/// <summary>Writes a line for each epoch, for logs and pipes.</summary>
internal sealed class LineObserver(IAnsiConsole console, Options options) : ITrainingObserver
{
    public void OnStep(TrainingStep step)
    {
    }

    public void OnWarning(string message) => console.WriteLine($"Warning: {message}");

    public void OnEpoch(Epoch epoch) => console.WriteLine(TrainingProgress.Describe(epoch, options.Epochs));
}
