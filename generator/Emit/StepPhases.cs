using Kiln.Generator.LaidOut;
using Kiln.Generator.Implementations;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>The phases of a step.</summary>
internal static class StepPhases
{
    /// <summary>The phases of a step, cut into items or as a <paramref name="whole"/>; none where it has nothing to do.</summary>
    public static IReadOnlyList<Phase> Of(Plan plan, int step, bool whole = false)
    {
        var builder = new StepBuilder(plan, step, whole);
        LaidOutNode node = builder.Node;
        Implementation implementation = node.Implementation;

        // Parts of other memory have been written there, border and all.
        if (node.IsWrittenByOthers) return [];
        implementation.Write(builder);
        if (!implementation.IsOverBatch) builder.FillBorders();
        return builder.Phases;
    }
}
