using System.Runtime.InteropServices;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// Runs the phases of one step on a memory that holds nothing but what the step reads; all else is poison. What the step changes must be its own to write, its
/// results must not depend on the poison, and its items must not disturb each other: each gives alone what it gives among the others.
/// </summary>
/// <param name="memory">Everything that steps reach.</param>
/// <param name="footprint">What this step may touch.</param>
/// <param name="workspaces">The workspace of each worker; none if the step has none.</param>
/// <param name="report">Takes a problem and the place that it concerns.</param>
internal sealed class StepCheck(IReadOnlyList<Region> memory, Footprint footprint, IReadOnlyList<Run> workspaces, Action<string, Run> report)
{
    /// <summary>What nobody has computed; a step that reads it finds the poison of its run.</summary>
    public const uint Untouched = 0x7FC0_0BAD;

    /// <summary>Items that are run alone at each end of a phase; those between are run in as many parts.</summary>
    private const int AloneAtEachEnd = 4;

    /// <summary>Not a number, and a number that no step makes.</summary>
    private static readonly uint[] s_poisons = [0x7FC0_DEAD, 0x4640_E6B7];

    /// <summary>Computes the results of the step; <paramref name="slot"/> is the scratch memory in which the values of the sample lie.</summary>
    public void Run(IReadOnlyList<PhaseCall> phases, int sample, int slot)
    {
        uint[]? expected = null;
        foreach (uint poison in s_poisons)
        {
            foreach (Region region in memory) Region.Fill(region.Memory, poison);
            foreach (Run run in footprint.Reads.Runs) Reveal(run, poison);
            foreach (PhaseCall phase in phases)
            {
                bool isCut = phase.Items > 1 && expected is null;
                foreach (Region region in memory) region.Note(isCut);
                if (isCut) Alone(phase, sample, slot);
                foreach (Run change in Changes(phase, worker: 1, sample, slot, 0, phase.Items)) CheckWrite(change, "writes");
                if (!isCut) continue;
                foreach (Run difference in memory.SelectMany(region => region.DifferencesToMerged()))
                    report(FormattableString.Invariant($"gives other numbers in {phase.Items} items together than one by one, in"), difference);
            }

            if (expected is null) expected = Results();
            else Keep(expected);
        }
    }

    /// <summary>Lets the step see what has been computed.</summary>
    private static void Reveal(Run run, uint poison)
    {
        run.Of(run.Region.Truth).CopyTo(run.Of(run.Region.Memory));
        Floats(run, run.Region.Memory).Replace(Untouched, poison);
    }

    /// <summary>Runs items one by one, each as if it were the first, and notes what they change.</summary>
    private void Alone(PhaseCall phase, int sample, int slot)
    {
        var all = new List<(Run Run, int First, int Last)>();
        foreach ((int first, int last) in Parts(phase.Items))
        {
            foreach (Run change in Changes(phase, first % StepwiseMachine.Workers, sample, slot, first, last))
            {
                CheckWrite(change, FormattableString.Invariant($"writes with its items {first} to {last - 1} of {phase.Items}"));
                change.Of(change.Region.Memory).CopyTo(change.Of(change.Region.Merged));
                change.Region.Restore(change);
                all.Add((change, first, last));
            }
        }

        foreach (IGrouping<Region, (Run Run, int First, int Last)> group in all.GroupBy(item => item.Run.Region))
        {
            (Run Run, int First, int Last)[] sorted = [.. group.OrderBy(item => item.Run.Start)];
            for (int i = 1; i < sorted.Length; i++)
            {
                if (sorted[i].Run.Start < sorted[i - 1].Run.End)
                    report(
                        FormattableString.Invariant($"writes with both its items {sorted[i - 1].First} and {sorted[i].First} of {phase.Items}"),
                        sorted[i].Run);
            }
        }
    }

    /// <summary>Runs items and tells what they changed besides their worker's workspace.</summary>
    private List<Run> Changes(PhaseCall phase, int worker, int sample, int slot, int first, int last)
    {
        if (phase.WorkerHasSlot) worker = slot;
        phase.Run(worker, slot, sample, first, last);
        if (workspaces.Count > 0) workspaces[worker].Region.Restore(workspaces[worker]);
        return [.. memory.SelectMany(region => region.Changes())];
    }

    private void CheckWrite(Run change, string what)
    {
        if (footprint.Writes.FirstOutside(change) is { } start) report(what, change with { Start = start, Length = change.End - start });
    }

    /// <summary>The bits of all results.</summary>
    private uint[] Results() => [.. footprint.Results.Runs.SelectMany(run => Floats(run, run.Region.Memory).ToArray())];

    /// <summary>Keeps the results, which must be what they were among the other poison.</summary>
    private void Keep(uint[] expected)
    {
        ReadOnlySpan<uint> rest = expected;
        foreach (Run run in footprint.Results.Runs)
        {
            Span<uint> memory = Floats(run, run.Region.Memory), truth = Floats(run, run.Region.Truth);
            memory.CopyTo(truth);
            bool isTold = false;
            for (int i = memory.CommonPrefixLength(rest); i < memory.Length; i++)
            {
                if (memory[i] == rest[i]) continue;
                bool isLeft = (rest[i], memory[i]) == (s_poisons[0], s_poisons[1]);
                if (isLeft) truth[i] = Untouched;
                if (isTold || (isLeft && footprint.HasPadding)) continue;
                isTold = true;
                report(
                    isLeft ? "does not write" : "reads what it has not been given, for",
                    run with { Start = run.Start + (i * sizeof(uint)), Length = sizeof(uint) });
            }

            rest = rest[memory.Length..];
        }
    }

    private static Span<uint> Floats(Run run, Span<byte> memory) => MemoryMarshal.Cast<byte, uint>(run.Of(memory));

    /// <summary>Items by themselves at both ends, and the others in a few parts.</summary>
    private static IEnumerable<(int First, int Last)> Parts(int items)
    {
        for (int first = 0; first < items;)
        {
            int last = items <= 3 * AloneAtEachEnd || first < AloneAtEachEnd || first >= items - AloneAtEachEnd
                ? first + 1
                : Math.Min(items - AloneAtEachEnd, first + ((items - (2 * AloneAtEachEnd) + AloneAtEachEnd - 1) / AloneAtEachEnd));
            yield return (first, last);
            first = last;
        }
    }
}
