using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Steps of a segment that share a method. Where there are fewer samples than threads, a large step is a stage of its own, whose items all threads share, phase
/// by phase; small steps run one after another on one thread.
/// </summary>
internal sealed record Stage(IReadOnlyList<int> Steps, IReadOnlyList<Phase> Phases)
{
    /// <summary>
    /// Steps of one method at most. The JIT gives each structure that is passed to a call a place of its own in the method's frame, so that a method
    /// of a thousand layers would not fit on a small stack, and it does not optimize methods that are too long.
    /// </summary>
    private const int MostSteps = 64;

    /// <summary>Whether threads share the items of one sample.</summary>
    public bool IsShared => Phases.Count > 0;

    /// <summary>What one thread computes, in parts that have a method each.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Parts<T>(IReadOnlyList<T> steps) =>
        [.. Enumerable.Range(0, (steps.Count + MostSteps - 1) / MostSteps).Select(part => steps.Skip(part * MostSteps).Take(MostSteps).ToArray())];

    /// <summary>The stages of a segment over samples; a step of at least <paramref name="sharedWork"/> multiply-adds is one that threads share.</summary>
    public static IReadOnlyList<Stage> Of(StepPhases all, IReadOnlyList<int> steps, long sharedWork)
    {
        var stages = new List<Stage>();
        var small = new List<int>();
        foreach (int step in steps)
        {
            IReadOnlyList<Phase> phases = all.Of(step);
            bool isLarge = phases.Sum(phase => phase.CostOfAll) >= sharedWork;
            if (isLarge || small.Count == MostSteps) EndSmall();
            if (isLarge) stages.Add(new Stage([step], phases));
            else small.Add(step);
        }

        EndSmall();
        return stages;

        void EndSmall()
        {
            if (small.Count > 0) stages.Add(new Stage([.. small], []));
            small.Clear();
        }
    }
}
