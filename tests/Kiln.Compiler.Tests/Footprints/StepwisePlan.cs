using Kiln.Generator;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>A plan whose segments are single steps, so that each has a method of its own. All values stay where they are.</summary>
internal static class StepwisePlan
{
    public static NetworkPlan Of(NetworkPlan plan) => plan with { Programs = [.. plan.Programs.Select(Of)] };

    private static CompiledProgram Of(CompiledProgram program) =>
        program with { Plan = Of(program.Plan), First = program.First is { } first ? Of(first) : null };

    private static Plan Of(Plan plan)
    {
        static IEnumerable<Segment> Steps(IEnumerable<Segment> segments) =>
            segments.SelectMany(segment => segment.Steps.Select(step => new Segment(segment.Kind, [step])));

        return new Plan(
            plan.Graph, plan.PackSteps, Steps(plan.Segments).ToEquatableArray(), Steps(plan.Segments.Take(plan.ForwardSegments)).Count(), plan.Storage,
            plan.Workspaces, plan.PartialSums, plan.Slots, plan.FixedBytes, plan.PerSampleBytes, plan.PerWorkerBytes, plan.PackedBytes)
        {
            LeftOut = plan.LeftOut,
        };
    }
}
