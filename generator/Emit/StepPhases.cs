using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// The phases of a plan's steps. They are made once: the layer table asks for costs, the schedule for what threads share, the methods for text.
/// </summary>
internal sealed class StepPhases(Plan plan)
{
    private readonly Dictionary<int, IReadOnlyList<Phase>> _inItems = [], _whole = [];

    public Plan Plan => plan;

    /// <summary>The phases of a step, cut into items or as a <paramref name="whole"/>; none where it has nothing to do.</summary>
    public IReadOnlyList<Phase> Of(int step, bool whole = false)
    {
        Dictionary<int, IReadOnlyList<Phase>> all = whole ? _whole : _inItems;
        return all.TryGetValue(step, out IReadOnlyList<Phase>? known) ? known : all[step] = Of(new StepBuilder(plan, step, whole));
    }

    /// <summary>What a step costs for one sample, in multiply-adds: all its items or, where it is not cut, to store what it makes.</summary>
    public long CostOf(int step)
    {
        LaidOutNode node = plan.Graph.Nodes[step];
        IReadOnlyList<Phase> phases = node.Implementation.IsOverBatch ? Of(new StepBuilder(plan, step) { Batch = 1 }) : Of(step);
        long cost = phases.Sum(phase => phase.CostOfAll);
        return cost > 0 || phases.Count == 0 ? cost : node.Outputs.Sum(output => StepBuilder.CostOfElement * output.Shape.ElementCount);
    }

    private static IReadOnlyList<Phase> Of(StepBuilder builder)
    {
        // Parts of other memory have been written there, border and all.
        if (builder.Node.IsWrittenByOthers) return [];
        builder.Node.Implementation.Write(builder);
        if (!builder.Node.Implementation.IsOverBatch) builder.FillBorders();
        return builder.Phases;
    }
}
