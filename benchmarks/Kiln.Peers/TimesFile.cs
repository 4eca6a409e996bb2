using System.Globalization;

namespace Kiln.Peers;

/// <summary>Which row a time belongs to.</summary>
internal sealed record RowKey(string Network, string Kind, int Batch);

/// <summary>Microseconds per call of one row in one process: its fastest sample and its median.</summary>
internal sealed record ProcessTime(double Least, double Median);

/// <summary>
/// What the processes of one build measured, as lines of fields between tabs: <c>cpu NAME</c>, <c>peak THREADS GFLOPS</c> and
/// <c>row NETWORK KIND BATCH LEAST MEDIAN</c>. A file holds the lines of several processes one after another.
/// </summary>
internal sealed class TimesFile
{
    private readonly List<RowKey> rows = [];
    private readonly Dictionary<RowKey, List<ProcessTime>> times = [];

    private TimesFile(string label) => Label = label;

    /// <summary>The file's name, which is the build's.</summary>
    public string Label { get; }

    public SortedSet<string> Cpus { get; } = [];

    /// <summary>The highest FMA peak of all processes, for each number of threads.</summary>
    public SortedDictionary<int, double> Peaks { get; } = [];

    public IReadOnlyList<RowKey> Rows => rows;

    public static void Write(TextWriter writer, int threads, double peak, IEnumerable<Row> measured)
    {
        writer.WriteLine($"cpu\t{Machine.Describe()}");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak\t{threads}\t{peak:F2}"));
        foreach (Row row in measured)
        {
            Timing timing = row.Kiln!.Timing;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row\t{row.Network}\t{row.Kind}\t{row.Batch}\t{timing.Best:F4}\t{timing.Median:F4}"));
        }
    }

    public static TimesFile Read(string path)
    {
        TimesFile file = new(Path.GetFileNameWithoutExtension(path));
        foreach (string line in File.ReadLines(path))
        {
            switch (line.Split('\t'))
            {
                case ["cpu", string cpu]:
                    file.Cpus.Add(cpu);
                    break;
                case ["peak", string threads, string peak]:
                    int count = int.Parse(threads, CultureInfo.InvariantCulture);
                    file.Peaks[count] = Math.Max(file.Peaks.GetValueOrDefault(count), Number(peak));
                    break;
                case ["row", string network, string kind, string batch, string least, string median]:
                    file.Add(new RowKey(network, kind, int.Parse(batch, CultureInfo.InvariantCulture)), new ProcessTime(Number(least), Number(median)));
                    break;
                default:
                    throw new PeerException($"{path} holds a line that the times of a run do not have: '{line}'.");
            }
        }

        return file;
    }

    /// <summary>The times of one row, in the order of the processes; empty if this build does not have the row.</summary>
    public IReadOnlyList<ProcessTime> TimesOf(RowKey row) => times.TryGetValue(row, out List<ProcessTime>? found) ? found : [];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private void Add(RowKey row, ProcessTime time)
    {
        if (!times.TryGetValue(row, out List<ProcessTime>? list))
        {
            rows.Add(row);
            times.Add(row, list = []);
        }

        list.Add(time);
    }
}
