using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Items that threads compute with one method, which has a number. Where there is one item, the method is called instead.</summary>
internal sealed record Job(int Number, string Method, Expression Items, Expression Cost, bool TakesWorker)
{
    /// <summary>What the method is given.</summary>
    public string Parameters => string.Join(", ", [.. TakesWorker ? (string[])["int worker"] : [], .. IsSplit ? (string[])["nint first", "nint last"] : []]);

    /// <summary>What the call for a worker's items passes.</summary>
    public IReadOnlyList<string> Arguments => [.. TakesWorker ? (string[])["worker"] : [], "first", "last"];

    /// <summary>Whether there are items to share.</summary>
    public bool IsSplit => Items is not Expression.Number { Value: 1 };
}

/// <summary>A method of a segment over samples: small steps, or a phase of a large one, whose items are a job.</summary>
internal sealed record StageMethod(string Name, string Layer, Stage Stage, Phase? Phase, Job? Job, bool TakesWorker)
{
    /// <summary>What the method is given besides its place.</summary>
    public string Parameters => (TakesWorker ? ", int worker" : "") + (Job is { IsSplit: true } ? ", nint first, nint last" : "");

    /// <summary>What the call for a worker's items passes.</summary>
    public IReadOnlyList<string> Arguments(string slot) =>
        [slot, "sample", .. TakesWorker ? (string[])["worker"] : [], .. Job is { IsSplit: true } ? (string[])["first", "last"] : []];
}

/// <summary>The methods of a segment and the jobs that run them.</summary>
internal sealed class SegmentJobs
{
    /// <summary>
    /// <paramref name="firstNumber"/> is the number of the first job, <paramref name="firstStage"/> of the first one over the items of a sample; threads share
    /// the items of steps of <paramref name="sharedWork"/> multiply-adds.
    /// </summary>
    public SegmentJobs(StepPhases all, Segment segment, string name, int firstNumber, int firstStage, long sharedWork)
    {
        (Plan plan, Segment, Name) = (all.Plan, segment, name);
        if (segment.Kind == SegmentKind.Batch)
        {
            Phases = all.Of(segment.Steps[0]);
            Jobs = [.. Phases.Select((phase, i) => new Job(
                firstNumber + i, Phases.Count > 1 ? $"{name}Phase{SourceWriter.Number(i)}" : name, phase.Items, phase.Cost,
                plan.Workspaces.ContainsKey(segment.Steps[0])))];
            return;
        }

        Jobs = [new Job(firstNumber, name, Expression.Batch, segment.Steps.Sum(all.CostOf), TakesWorker: true)];
        IReadOnlyList<Stage> stages = Stage.Of(all, segment.Steps, sharedWork);
        if (stages.Count == 1 && !stages[0].IsShared) return;
        var methods = new List<StageMethod>();
        foreach (Stage stage in stages)
        {
            bool takesWorker = stage.Steps.Any(plan.Workspaces.ContainsKey);
            if (!stage.IsShared) methods.Add(new StageMethod(Unique("Part" + SourceWriter.Number(methods.Count)), "", stage, null, null, takesWorker));
            foreach (Phase phase in stage.Phases)
            {
                string layer = plan.Graph.Nodes[stage.Steps[0]].Name, method = Unique(Identifiers.Pascal(Identifiers.Camel(LayerPath.LocalOf(layer))));
                var job = new Job(firstStage++, method, phase.Items, phase.Cost * (CompileOptions.WorthSharing / sharedWork), takesWorker);
                methods.Add(new StageMethod(method, layer, stage, phase, job, takesWorker));
            }
        }

        Methods = methods;

        // A layer may be computed in several phases, and forward's again for backward.
        string Unique(string part) => Identifiers.Numbered(name + part, "Phase").First(candidate => methods.All(method => method.Name != candidate));
    }

    public Segment Segment { get; }

    /// <summary>The name of its method, with which those of its parts and phases begin.</summary>
    public string Name { get; }

    /// <summary>The jobs over the whole batch: one where samples are computed one by one, else one for each phase.</summary>
    public IReadOnlyList<Job> Jobs { get; }

    /// <summary>The phases of a step over the whole batch.</summary>
    public IReadOnlyList<Phase> Phases { get; } = [];

    /// <summary>The methods of a segment over samples; none if its own is all.</summary>
    public IReadOnlyList<StageMethod> Methods { get; } = [];

    /// <summary>The number of jobs over the items of a sample.</summary>
    public int Stages => Methods.Count(method => method.Job is not null);

    /// <summary>Whether threads share the work of a sample.</summary>
    public bool SharesSamples => Stages > 0;
}
