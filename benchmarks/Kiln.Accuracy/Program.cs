using System.CommandLine;
using System.Globalization;
using Digits;
using Kiln.Accuracy;

Recipe defaults = new();
Option<DirectoryInfo> data = new("--data") { HelpName = "folder", Description = "Holds the folders fashion-mnist and mnist, each with the data set's four IDX files (.gz or not).", Required = true };
Option<string[]> only = new("--only") { HelpName = "folder", Description = "Only these data sets.", AllowMultipleArgumentsPerToken = true };
Option<int> seeds = new("--seeds") { HelpName = "count", Description = "Networks trained on each data set, with seeds 1, 2, ...; the bar is for the mean of three.", DefaultValueFactory = _ => 3 };
Option<int> epochs = new("--epochs") { HelpName = "count", Description = $"Passes over the training data, at most {Recipe.MostEpochs}.", DefaultValueFactory = _ => defaults.Epochs };
Option<int> batch = new("--batch") { HelpName = "images", Description = "Images per training step.", DefaultValueFactory = _ => defaults.Batch };
Option<double> rate = new("--rate") { HelpName = "rate", Description = "The highest learning rate of the cycle.", DefaultValueFactory = _ => defaults.PeakRate };
Option<double> decay = new("--decay") { HelpName = "factor", Description = "Weight decay.", DefaultValueFactory = _ => defaults.WeightDecay };
Option<int> threads = new("--threads") { HelpName = "count", Description = "Threads to compute with; 0 uses every core. Results do not depend on it.", DefaultValueFactory = _ => defaults.Threads };

data.AcceptExistingOnly();
only.AcceptOnlyFromAmong([.. Challenge.All.Select(challenge => challenge.Folder)]);
Within(seeds, 1, int.MaxValue);
Within(epochs, 1, Recipe.MostEpochs);
Within(batch, 1, int.MaxValue);
Within(rate, 0, double.MaxValue);
Within(decay, 0, double.MaxValue);
Within(threads, 0, int.MaxValue);

RootCommand command = new("Trains LeNet-5 on Fashion-MNIST and MNIST and compares its mean test accuracy with the bar.") { data, only, seeds, epochs, batch, rate, decay, threads };
// On another thread: Ctrl-C reaches the token only once the command has been started asynchronously.
command.SetAction((parsed, cancellationToken) => Task.Run(() =>
{
    Recipe recipe = new()
    {
        Epochs = parsed.GetValue(epochs),
        Batch = parsed.GetValue(batch),
        PeakRate = parsed.GetValue(rate),
        WeightDecay = parsed.GetValue(decay),
        Threads = parsed.GetValue(threads),
    };
    string[] chosen = parsed.GetValue(only) is { Length: > 0 } folders ? folders : [.. Challenge.All.Select(challenge => challenge.Folder)];
    return Run(parsed.GetValue(data)!.FullName, chosen, [.. Enumerable.Range(1, parsed.GetValue(seeds))], recipe, cancellationToken);
}));
return await command.Parse(args).InvokeAsync();

// 0: every bar reached; 1: one was missed, or the data cannot be read; 130: Ctrl-C, as shells report it.
static int Run(string folder, string[] chosen, int[] seeds, Recipe recipe, CancellationToken cancellationToken)
{
    try
    {
        List<Row> rows = [];
        foreach (Challenge challenge in Challenge.All.Where(challenge => chosen.Contains(challenge.Folder)))
        {
            DigitData data = DigitData.Open(Path.Combine(folder, challenge.Folder));
            rows.Add(new(challenge, [.. seeds.Select(seed => Measurement.Run(data, recipe, seed, epoch => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{challenge.Name}, seed {seed}, {epoch}")), cancellationToken))]));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LeNet-5, {recipe.Epochs} epochs, batch {recipe.Batch}, AdamW, one cycle to {recipe.PeakRate}, weight decay {recipe.WeightDecay}; test accuracy after the last epoch"));
        Console.WriteLine(Row.Header(seeds));
        rows.ForEach(Console.WriteLine);
        return rows.TrueForAll(row => row.Passes) ? 0 : 1;
    }
    catch (OperationCanceledException)
    {
        return 130;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}

static void Within<T>(Option<T> option, T least, T most) where T : IComparable<T>, IParsable<T> => option.Validators.Add(result =>
{
    // A word that is not a number has its own message already.
    if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out T? value) && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} expects a number from {least} to {most}, got {value}."));
});
