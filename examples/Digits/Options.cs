using System.CommandLine;

namespace Digits;

/// <summary>The settings from the command line.</summary>
internal sealed record Options
{
    public string? Data { get; init; }
    public int Epochs { get; init; } = 8;
    public int Batch { get; init; } = 64;
    public int Seed { get; init; } = 1;
    public int Threads { get; init; }
    public string? Report { get; init; }
    public string Output { get; init; } = "lenet5.safetensors";
}

/// <summary>The command line: one command, its options and their checks.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Func<Options, CancellationToken, Task<int>> run)
    {
        Options defaults = new();
        Option<string?> data = new("--data")
        {
            HelpName = "folder",
            Description = "Train on the IDX files in this folder (MNIST, Fashion-MNIST; .gz or not) instead of drawing digits.",
        };
        Option<int> epochs = new("--epochs")
        {
            HelpName = "count",
            Description = "Passes over the training images.",
            DefaultValueFactory = _ => defaults.Epochs,
        };
        Option<int> batch = new("--batch") { HelpName = "images", Description = "Images per training step.", DefaultValueFactory = _ => defaults.Batch };
        Option<int> seed = new("--seed")
        {
            HelpName = "number",
            Description = "Seed of the initial weights and of the order of the images. The same seed gives the same network, on any number of threads.",
            DefaultValueFactory = _ => defaults.Seed,
        };
        Option<int> threads = new("--threads")
        {
            HelpName = "count",
            Description = "Threads to compute with; 0 uses every core.",
            DefaultValueFactory = _ => defaults.Threads,
        };
        Option<string?> report = new("--report")
        {
            HelpName = "file.html",
            Description = "Write a report with pictures: loss curve, confusion matrix, samples, filters and feature maps, all in one HTML file.",
        };
        Option<string> output = new("--output")
        {
            HelpName = "file.safetensors",
            Description = "Where to save the trained weights.",
            DefaultValueFactory = _ => defaults.Output,
        };

        AtLeast(epochs, 1);
        AtLeast(batch, 1);
        AtLeast(seed, 0);
        AtLeast(threads, 0);
        data.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } folder && !Directory.Exists(folder))
                result.AddError($"--data expects an existing folder, got \"{folder}\".");
        });
        NamesFile(report);
        NamesFile(output);

        RootCommand command = new("Trains a LeNet-5 on handwritten digits, tests it, saves it, and proves that the saved file gives the same network again.")
        {
            data, epochs, batch, seed, threads, report, output,
        };
        command.SetAction((parsed, cancellationToken) => run(new()
        {
            Data = parsed.GetValue(data),
            Epochs = parsed.GetValue(epochs),
            Batch = parsed.GetValue(batch),
            Seed = parsed.GetValue(seed),
            Threads = parsed.GetValue(threads),
            Report = parsed.GetValue(report),
            Output = parsed.GetValue(output)!,
        }, cancellationToken));
        return command;
    }

    private static void AtLeast(Option<int> option, int minimum) => option.Validators.Add(result =>
    {
        // A word that is not a number has its own message already; asking for its value would throw.
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && value < minimum)
            result.AddError($"{option.Name} expects at least {minimum}, got {value}.");
    });

    private static void NamesFile(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens is not [var token])
            return;
        if (token.Value.Length == 0)
            result.AddError($"{option.Name} expects a file name, got an empty text.");
        else if (Directory.Exists(token.Value))
            result.AddError($"{option.Name} expects a file name, got the folder \"{token.Value}\".");
    });
}
