using System.Text.RegularExpressions;
using Kiln.Training;
using Spectre.Console;

namespace Digits.Tests;

public sealed partial class ScreenTests
{
    [Fact]
    public void ARedirectedRunIsPlainText()
    {
        using StringWriter writer = new();
        Screen screen = new(Screen.Console(writer, redirected: true));
        RunResult run = MadeUp.Run();
        screen.Network(run.Network);
        screen.Watch(run.Options, 12_000, Replay(run.History));
        screen.Results(run);

        string text = writer.ToString();
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\r', text);
        Assert.Contains("conv2d1", text);
        Assert.Contains("61,706 parameters", text);
        Assert.Contains("Warning: made up", text);
        Assert.Equal(MadeUp.Epochs, EpochLine().Count(text));
        Assert.Contains("98.5 % right: 1,970 of 2,000", text);
        Assert.Contains("all 20,000 outputs are equal bit for bit", text);
        Assert.Contains("Read wrong", text);
    }

    [Fact]
    public void ATerminalShowsProgressInPlaceAndPicturesInColour()
    {
        using StringWriter writer = new();
        IAnsiConsole console = AnsiConsole.Create(
            new()
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.TrueColor,
                Interactive = InteractionSupport.Yes,
            });
        Screen screen = new(console);
        RunResult run = MadeUp.Run();
        History history = screen.Watch(run.Options, 12_000, Replay(run.History));
        screen.Results(run);

        string text = writer.ToString();
        Assert.Same(run.History, history);
        Assert.Contains("images/s", text);
        Assert.Contains("100 %", text);
        Assert.Contains("Warning: made up", text);
        Assert.Contains("\u001b[38;2;", text);
        Assert.Contains('▀', text);
        Assert.EndsWith("\u001b[?25h", CursorCommand().Matches(text)[^1].Value); // the cursor is visible again
    }

    [Fact]
    public void ACancelledTrainingGivesTheTerminalBack()
    {
        using StringWriter writer = new();
        Screen screen = new(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes }));
        Assert.Throws<OperationCanceledException>(() => screen.Watch(new Options(), 12_000, _ => throw new OperationCanceledException()));
        screen.Cancelled();
        Assert.Equal("\u001b[?25h", CursorCommand().Matches(writer.ToString())[^1].Value);
        Assert.Contains("Cancelled.", writer.ToString());
    }

    [Fact]
    public void ADifferenceAfterLoadingIsSaidLoudly()
    {
        using StringWriter writer = new();
        RunResult run = MadeUp.Run(mistakes: false);
        new Screen(Screen.Console(writer, redirected: true)).Results(run with { Reload = run.Reload with { Different = 3 } });
        Assert.Contains("3 of 20,000 outputs differ", writer.ToString());
        Assert.DoesNotContain("Read wrong", writer.ToString());
    }

    [Fact]
    public void BrailleDotsAreTheStandards()
    {
        BrailleCanvas canvas = new(2, 1);
        foreach ((int x, int y) in ((int, int)[])[(0, 0), (0, 3), (3, 0), (3, 3), (2, 1)])
            canvas.Set(x, y);
        Assert.Equal("⡁⢊", canvas.Row(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => canvas.Set(4, 0));
    }

    private static Func<ITrainingObserver, History> Replay(History history) => observer =>
    {
        int stepsPerEpoch = history.Losses.Count / history.Epochs.Count;
        observer.OnWarning("made up");
        for (int step = 0; step < history.Losses.Count; step++)
        {
            observer.OnStep(new TrainingStep(step, step / stepsPerEpoch + 1, history.Losses[step], 1e-3, 1));
            if ((step + 1) % stepsPerEpoch == 0)
                observer.OnEpoch(history.Epochs[step / stepsPerEpoch]);
        }

        return history;
    };

    [GeneratedRegex(@"^Epoch +\d+/8  loss \d\.\d{4}  test loss \d\.\d{4}  accuracy \d+\.\d %  22,345 images/s$", RegexOptions.Multiline)]
    private static partial Regex EpochLine();

    [GeneratedRegex("\u001b\\[\\?25[lh]")]
    private static partial Regex CursorCommand();
}
