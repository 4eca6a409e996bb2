using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>The phases of a step.</summary>
internal static class StepPhases
{
    /// <summary>The phases of a step, cut into items or as a <paramref name="whole"/>; none where it has nothing to do.</summary>
    public static IReadOnlyList<Phase> Of(Plan plan, int step, bool whole = false) => Of(new StepBuilder(plan, step, whole));

    /// <summary>What a step costs for one sample, in multiply-adds: all its items or, where it is not cut, to store what it makes.</summary>
    public static long CostOf(Plan plan, int step)
    {
        var builder = new StepBuilder(plan, step) { Batch = 1 };
        IReadOnlyList<Phase> phases = Of(builder);
        long cost = phases.Sum(phase => phase.CostOfAll);
        return cost > 0 || phases.Count == 0 ? cost : builder.Node.Outputs.Sum(output => StepBuilder.CostOfElement * output.Shape.ElementCount);
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
