namespace Kiln.Compiler.Tests.Footprints;

/// <summary>Runs of bytes, sorted and joined.</summary>
internal sealed class RunSet
{
    private readonly Dictionary<Region, List<Run>> _runs = [];

    public RunSet(IEnumerable<Run> runs)
    {
        foreach (IGrouping<Region, Run> group in runs.Where(run => run.Length > 0).GroupBy(run => run.Region))
        {
            List<Run> joined = _runs[group.Key] = [];
            foreach (Run run in group.OrderBy(run => run.Start))
            {
                if (joined.Count > 0 && joined[^1] is var last && run.Start <= last.End)
                    joined[^1] = last with { Length = Math.Max(last.End, run.End) - last.Start };
                else joined.Add(run);
            }
        }
    }

    public IEnumerable<Run> Runs => _runs.Values.SelectMany(runs => runs);

    /// <summary>The first byte of a run that is in none of these; null if there is none.</summary>
    public int? FirstOutside(Run run)
    {
        if (!_runs.TryGetValue(run.Region, out List<Run>? runs)) return run.Start;
        (int low, int high) = (0, runs.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (runs[middle].Start <= run.Start) low = middle + 1;
            else high = middle;
        }

        if (low == 0 || runs[low - 1].End <= run.Start) return run.Start;
        return runs[low - 1].End >= run.End ? null : runs[low - 1].End;
    }
}
