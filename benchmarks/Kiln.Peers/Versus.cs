using System.Globalization;

namespace Kiln.Peers;

/// <summary>
/// Compares two builds whose processes took turns. The ratio is the first's median over the second's, so above 1 the second is faster. Its interval is the
/// bootstrap's: whole turns are drawn, because a slow spell of the machine hits both processes of a turn.
/// </summary>
internal static class Versus
{
    /// <summary>A row whose whole interval lies below this is marked: the second build is slower, and not by chance.</summary>
    private const double Limit = 0.97;

    private const int Resamples = 10_000;
    private const double Tail = 0.05;

    public static void Print(TextWriter writer, TimesFile first, TimesFile second)
    {
        writer.WriteLine(string.Join(Environment.NewLine, first.Cpus.Union(second.Cpus)));
        foreach (IGrouping<int, double> peaks in first.Peaks.Concat(second.Peaks).GroupBy(pair => pair.Key, pair => pair.Value))
        {
            writer.WriteLine($"FMA peak of {(peaks.Key == 1 ? "one core" : $"{peaks.Key} cores")}: {Number(peaks.Max(), "F1")} GFLOP/s");
        }

        writer.WriteLine();
        writer.WriteLine("Microseconds per call: the fastest sample, and the median of the processes' medians.");
        writer.WriteLine($"Ratio: how many times as fast {second.Label} is, by medians, with its 90 % interval.");
        writer.WriteLine($"{"",-11} {"",-14} {"",5} {first.Label,21} {second.Label,21}");
        writer.WriteLine(
            $"{"network",-11} {"what",-14} {"batch",5} {"least",10} {"median",10} {"least",10} {"median",10} {"turns",6} {"ratio",7} {"90 % interval",16}");
        foreach (RowKey row in first.Rows.Union(second.Rows))
        {
            writer.WriteLine($"{row.Network,-11} {row.Kind,-14} {row.Batch,5} {Compare(first.TimesOf(row), second.TimesOf(row))}");
        }
    }

    private static string Compare(IReadOnlyList<ProcessTime> first, IReadOnlyList<ProcessTime> second)
    {
        int turns = Math.Min(first.Count, second.Count);
        if (turns == 0)
        {
            return "only one of the two has this row";
        }

        double[] firstMedians = [.. first.Take(turns).Select(time => time.Median)];
        double[] secondMedians = [.. second.Take(turns).Select(time => time.Median)];
        double firstMedian = Timing.MedianOf([.. firstMedians]), secondMedian = Timing.MedianOf([.. secondMedians]);
        (double low, double high) = Interval(firstMedians, secondMedians);
        string times = $"{Time(first.Min(time => time.Least))} {Time(firstMedian)} {Time(second.Min(time => time.Least))} {Time(secondMedian)}";
        string interval = $"{Number(low, "F3")} to {Number(high, "F3")}";
        return $"{times} {turns,6} {Number(firstMedian / secondMedian, "F3"),7} {interval,16}{(high < Limit ? "  SLOWER" : "")}";
    }

    /// <summary>The 90 % interval of the ratio of medians: from the 5th to the 95th percentile over turns drawn with replacement.</summary>
    private static (double Low, double High) Interval(double[] first, double[] second)
    {
        Random random = new(1);
        double[] ratios = new double[Resamples], drawnFirst = new double[first.Length], drawnSecond = new double[first.Length];
        for (int resample = 0; resample < Resamples; resample++)
        {
            for (int index = 0; index < first.Length; index++)
            {
                int turn = random.Next(first.Length);
                drawnFirst[index] = first[turn];
                drawnSecond[index] = second[turn];
            }

            ratios[resample] = Timing.MedianOf(drawnFirst) / Timing.MedianOf(drawnSecond);
        }

        Array.Sort(ratios);
        return (ratios[(int)(Tail * Resamples)], ratios[(int)((1 - Tail) * Resamples) - 1]);
    }

    private static string Time(double microseconds) => $"{Number(microseconds, microseconds < 1000 ? "F2" : "F0"),10}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
