using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>Everything the example says in the terminal. Without a terminal (a file, a pipe) it says the same in plain text.</summary>
internal sealed class Screen(IAnsiConsole console)
{
    /// <summary>The real console; escape sequences only if a terminal interprets them.</summary>
    public static IAnsiConsole Console(TextWriter writer, bool redirected) => AnsiConsole.Create(new()
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        Enrichment = new() { UseDefaultEnrichers = !redirected },
    });

    public void Data(DigitData data, TimeSpan elapsed)
    {
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[bold]Data[/]     {data.Train.Count:N0} training and {data.Test.Count:N0} test images in {elapsed.TotalSeconds:0.0} s");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"         [grey]{data.Source}[/]");
        console.WriteLine();
    }

    public void Network(NetworkSummary network) => Show("Network", NetworkTable.Create(network));

    /// <summary>Runs <paramref name="train"/> while its progress is shown: in place on a terminal, a line for each epoch elsewhere.</summary>
    public History Watch(Options options, int images, Func<ITrainingObserver, History> train)
    {
        console.Write(new Rule("[bold]Training[/]").LeftJustified());
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
            return train(new LineObserver(console, options));

        TrainingProgress progress = new(options, images);
        return console.Live(progress.Render())
            .Overflow(VerticalOverflow.Crop)
            .Cropping(VerticalOverflowCropping.Top)
            .Start(live => train(new LiveObserver(live, progress)));
    }

    public void Results(RunResult run)
    {
        console.WriteLine();
        Show("Loss", LossChart.Create(run.History));
        Show("Confusion matrix", ConfusionTable.Create(run.Test));
        bool colors = console.Profile.Capabilities.ColorSystem is not ColorSystem.NoColors;
        int columns = Math.Max(1, console.Profile.Width / SampleStrip.CellWidth);
        Show("Read right", SampleStrip.Create(run.Test.Right.Take(columns), colors));
        if (run.Test.Wrong.Count > 0)
            Show("Read wrong, most confident first", SampleStrip.Create(run.Test.Wrong.Take(columns), colors));

        Percentage accuracy = new(run.Test.Accuracy);
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[bold]Test[/]     {accuracy} right: {run.Test.Correct:N0} of {run.Test.Count:N0}, mean loss {run.Test.Loss:0.0000}");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture, $"[bold]Time[/]     {run.History.Elapsed.TotalSeconds:0.0} s for {run.History.Losses.Count:N0} steps");
        Reload(run.Reload);
    }

    public void Report(string path) => console.MarkupLineInterpolated($"[bold]Report[/]   {path}");

    public void Cancelled() => console.MarkupLine("[yellow]Cancelled.[/] Nothing was saved.");

    public void Error(string message) => console.MarkupLineInterpolated($"[red]Error:[/] {message}");

    private void Reload(ReloadResult reload)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]Weights[/]  {reload.Path} ({reload.FileBytes:N0} bytes)");
        if (reload.Equal)
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"         [green]loaded into a fresh network, all {reload.Compared:N0} outputs are equal bit for bit[/]");
        else
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"         [red]loaded into a fresh network, {reload.Different:N0} of {reload.Compared:N0} outputs differ[/]");
    }

    private void Show(string title, IRenderable content)
    {
        console.Write(new Rule($"[bold]{title}[/]").LeftJustified());
        console.Write(content);
        console.WriteLine();
    }
}

/// <summary>A share from 0 to 1 as "98.7 %".</summary>
internal readonly record struct Percentage(double Share)
{
    public override string ToString() => (Share * 100).ToString("0.0' %'", CultureInfo.InvariantCulture);
}
