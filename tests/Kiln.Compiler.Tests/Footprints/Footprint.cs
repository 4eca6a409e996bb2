using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>What a step may touch, by its plan: the memory of the values that it reads, that in which it may write, and its results among the latter.</summary>
internal sealed record Footprint(RunSet Reads, RunSet Writes, RunSet Results)
{
    /// <summary>Whether there is padding among the results that nobody writes and nobody needs.</summary>
    public bool HasPadding { get; init; }

    /// <summary>
    /// The footprint of a step that computes some samples, whose values lie in a worker's slot if they live there; <paramref name="accumulates"/>: gradients
    /// are added to what is there.
    /// </summary>
    public static Footprint Of(Plan plan, ValuePlaces places, int step, IReadOnlyList<int> samples, int slot, bool accumulates)
    {
        IEnumerable<Run> For(IEnumerable<Value> values, Func<Value, int, int, IEnumerable<Run>> of) =>
            values.SelectMany(value => samples.SelectMany(sample => of(value, sample, slot)));
        Value[] outputs = Outputs(plan, step), added = accumulates ? [.. outputs.Where(output => plan.Storage[output].Block == Block.Gradients)] : [];
        IEnumerable<Run> partialSums = plan.PartialSums.TryGetValue(step, out Storage? sums) ? [places.Scratch(sums, slot)] : [];
        return new Footprint(
            new RunSet(For([.. plan.Graph.Nodes[step].Inputs, .. added], places.Elements)),
            new RunSet(For(outputs, places.Written).Concat(partialSums)),
            new RunSet(For(outputs, places.Elements)));
    }

    /// <summary>The footprint of steps that pack weights in one method: what they make for each other is not read from outside.</summary>
    public static Footprint OfPacking(IReadOnlyCollection<Footprint> steps)
    {
        var results = new RunSet(steps.SelectMany(step => step.Results.Runs));
        return new Footprint(
            new RunSet(steps.SelectMany(step => step.Reads.Runs).Where(run => results.FirstOutside(run) is not null)),
            new RunSet(steps.SelectMany(step => step.Writes.Runs)),
            results)
        {
            HasPadding = true,
        };
    }

    public static Value[] Outputs(Plan plan, int step) =>
        [.. Enumerable.Range(0, plan.Graph.Nodes[step].Outputs.Count).Select(output => new Value(step, output))];
}
