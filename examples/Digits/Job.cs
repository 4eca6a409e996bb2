using System.Diagnostics;

namespace Digits;

/// <summary>The whole example: data, training, test, saving and loading, report.</summary>
internal static class Job
{
    private const int Failed = 1;
    private const int Interrupted = 130; // what shells report for a program that Ctrl-C ended

    /// <summary>Returns the exit code: 0, 1 where something failed or the reloaded network differs, 130 after Ctrl-C.</summary>
    public static int Run(Options options, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            // A folder that cannot be made is better known before training than after.
            CreateFolderOf(options.Output);
            CreateFolderOf(options.Report);
            RunResult run = Train(options, screen, cancellationToken);
            screen.Results(run);
            if (options.Report is { } path)
            {
                ReportPage.Save(run, path);
                screen.Report(path);
            }

            return run.Reload.Equal ? 0 : Failed;
        }
        catch (OperationCanceledException)
        {
            screen.Cancelled();
            return Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            screen.Error(e.Message);
            return Failed;
        }
    }

    private static void CreateFolderOf(string? file)
    {
        if (file is not null && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
    }

    private static RunResult Train(Options options, Screen screen, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        DigitData data = options.Data is { } folder ? DigitData.Open(folder) : DigitData.Render(cancellationToken);
        screen.Data(data, clock.Elapsed);

        LeNet5 net = new(options.Batch, options.Seed, options.Threads);
        NetworkSummary network = NetworkSummary.Of(LeNet5.Info);
        screen.Network(network);

        History history = screen.Watch(options, data.Train.Count, observer => Training.Run(net, data, options, observer, cancellationToken));
        TestResult test = Testing.Run(net, data.Test, cancellationToken);
        Sample shown = test.Right.Concat(test.Wrong).First();
        FirstLayer firstLayer = Inspection.Run(net, shown);
        ReloadResult reload = Reloading.Run(net, data.Test, options.Output);
        return new(options, data.Source, network, history, test, firstLayer, reload);
    }
}
