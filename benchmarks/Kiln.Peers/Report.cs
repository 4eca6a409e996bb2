using System.Globalization;

namespace Kiln.Peers;

/// <summary>Prints what was measured: every contender and, where there are peers, the ratios with their gates and the agreement of the results.</summary>
internal sealed class Report(double peak)
{
    private readonly List<Row> rows = [];

    public bool EverythingAgrees => rows.All(row => row.Agreements.All(agreement => agreement.Holds));

    public void Add(Row row) => rows.Add(row);

    public void Print(TextWriter writer)
    {
        PrintTimes(writer);
        if (rows.Any(row => row.GatePeers.Count > 0))
        {
            PrintRatios(writer);
            PrintAgreements(writer);
        }
    }

    private void PrintTimes(TextWriter writer)
    {
        writer.WriteLine($"Microseconds per call. GFLOP/s and the share of the {Number(peak, "F1")} GFLOP/s peak at the best time.");
        writer.WriteLine("Bytes: managed memory allocated per call.");
        writer.WriteLine($"{"network",-11} {"what",-14} {"batch",5}  {"contender",-38} {"best",10} {"median",10} {"GFLOP/s",8} {"peak",6} {"bytes",7}");
        foreach (Row row in rows)
        {
            Entry[] entries = row.Kiln is null ? [.. row.GatePeers, .. row.Others] : [row.Kiln, .. row.GatePeers, .. row.Others];
            foreach (Entry entry in entries)
            {
                double rate = row.FloatingPointOperations / entry.Timing.Best / 1e3;
                string bytes = entry.AllocatedBytes is double allocated ? Number(allocated, "F0") : "-";
                writer.WriteLine(
                    $"{row.Network,-11} {row.Kind,-14} {row.Batch,5}  {entry.Name,-38} {Time(entry.Timing.Best),10} {Time(entry.Timing.Median),10} " +
                    $"{Number(rate, "F1"),8} {Number(100 * rate / peak, "F0") + "%",6} {bytes,7}");
            }
        }

        writer.WriteLine();
    }

    private void PrintRatios(TextWriter writer)
    {
        writer.WriteLine("How many times as fast Kiln is. The gate is judged on the best times.");
        writer.WriteLine($"{"network",-11} {"what",-14} {"batch",5}  {"against",-52} {"best",7} {"median",7} {"gate",7}  {"verdict",-10} {"bytes",7}");
        foreach (Row row in rows)
        {
            Entry rival = row.Rival;
            string gate = ">= " + Number(row.Gate, "0.0#");
            string best = "-", median = "-", verdict = "no Kiln", bytes = "-";
            if (row.Kiln is not null)
            {
                double ratio = rival.Timing.Best / row.Kiln.Timing.Best;
                best = Number(ratio, "F2");
                median = Number(rival.Timing.Median / row.Kiln.Timing.Median, "F2");
                verdict = ratio >= row.Gate ? "met" : "MISSED";
                bytes = Number(row.Kiln.AllocatedBytes ?? 0, "F0");
            }

            string against = row.GatePeers.Count > 1 ? $"{row.GatePeer}: {rival.Name}" : row.GatePeer;
            writer.WriteLine($"{row.Network,-11} {row.Kind,-14} {row.Batch,5}  {against,-52} {best,7} {median,7} {gate,7}  {verdict,-10} {bytes,7}");
        }

        writer.WriteLine();
    }

    private void PrintAgreements(TextWriter writer)
    {
        writer.WriteLine($"Largest distance to PyTorch's results (limit {Number(Agreement.Limit, "0.0e0")})");
        foreach (Row row in rows)
        {
            foreach (Agreement agreement in row.Agreements)
            {
                string verdict = agreement.Holds ? "agrees" : "DISAGREES";
                writer.WriteLine(
                    $"{row.Network,-11} {row.Kind,-14} {row.Batch,5}  {agreement.Name,-38} {Number(agreement.Distance, "0.0e0"),10}  {verdict}");
            }
        }
    }

    private static string Time(double microseconds) => Number(microseconds, microseconds < 100 ? "F2" : "F0");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
