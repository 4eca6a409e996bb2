using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// What threads do together: items of a method, by a number that leads to it. Where there is one item, the method is called instead. A job
/// <paramref name="OfSample"/> computes a stage of the sample that the threads share: small steps take no items, and those with a workspace the worker.
/// </summary>
internal sealed record Job(int Number, string Method, bool OfSample, Expression Items, Expression Cost, bool TakesItems = true, bool TakesWorker = false)
{
    /// <summary>Whether there are items to share.</summary>
    public bool IsSplit => Items is not Expression.Number { Value: 1 };

    /// <summary>The call that computes a thread's items.</summary>
    public string Case => Call(OfSample ? SharedSample : "worker", "worker", "first", "last");

    /// <summary>The statement that starts it.</summary>
    public string Start => IsSplit
        ? $"kiln.Split({SourceWriter.Number(Number)}, {ExpressionText.Of(Items)}, global::Kiln.Kernels.Workers.Grain({ExpressionText.Of(Cost, "(nint)batch")}));"
        : Call(OfSample ? SharedSample : "0", "0", "0", "1");

    private static string SharedSample => "0, kilnSample";

    /// <summary>The call that computes all items at once.</summary>
    public string Whole(string place) => Call(place, "worker", "0", ExpressionText.Of(Items));

    private string Call(string place, string worker, string first, string last) =>
        $"{Method}({place}{(TakesWorker ? $", {worker}" : "")}{(TakesItems ? $", {first}, {last}" : "")});";
}

/// <summary>The methods of a segment and the jobs that run them.</summary>
internal sealed class SegmentJobs
{
    public SegmentJobs(Plan plan, Segment segment, string name, int firstNumber, long sharedWork)
    {
        Segment = segment;
        SharingMethod = name + "Shared";
        if (segment.Kind == SegmentKind.Batch)
        {
            Phases = StepPhases.Of(plan, segment.Steps[0]);
            Whole = [.. Phases.Select((phase, i) => new Job(
                firstNumber + i, Phases.Count > 1 ? $"{name}Phase{SourceWriter.Number(i)}" : name, OfSample: false, phase.Items, phase.Cost))];
            return;
        }

        Whole = [new Job(firstNumber, name, OfSample: false, Expression.Named("batch"), CostOf(plan, segment))];
        Stages = Stage.Of(plan, segment.Steps, sharedWork);
        if (Stages.Count == 1 && !Stages[0].IsShared) return;
        var shared = new List<Job>();
        foreach (Stage stage in Stages)
        {
            if (!stage.IsShared) shared.Add(new Job(0, $"{name}Part{SourceWriter.Number(shared.Count)}", OfSample: true, 1, 0, TakesItems: false, HasWorkspace(stage)));
            foreach (Phase phase in stage.Phases)
                shared.Add(new Job(
                    firstNumber + 1 + shared.Count, MethodOf(plan.Graph.Nodes[stage.Steps[0]], shared.Count), OfSample: true, phase.Items,
                    phase.Cost * (CompileOptions.WorthSharing / sharedWork), TakesWorker: HasWorkspace(stage)));
        }

        Shared = shared;

        bool HasWorkspace(Stage stage) => stage.Steps.Any(plan.Workspaces.ContainsKey);

        string MethodOf(GraphNode node, int number) => $"{name}Part{SourceWriter.Number(number)}{Identifiers.Pascal(node.Name)}";
    }

    public Segment Segment { get; }

    /// <summary>The jobs over the whole batch: one where samples are computed one by one, else one for each phase.</summary>
    public IReadOnlyList<Job> Whole { get; }

    /// <summary>The phases of a step over the whole batch.</summary>
    public IReadOnlyList<Phase> Phases { get; } = [];

    /// <summary>The stages of a segment over samples.</summary>
    public IReadOnlyList<Stage> Stages { get; } = [];

    /// <summary>The jobs of the stages, one for each of a stage's phases.</summary>
    public IReadOnlyList<Job> Shared { get; } = [];

    public IEnumerable<Job> Jobs => Whole.Concat(Shared);

    /// <summary>Whether threads share the work of a sample.</summary>
    public bool SharesSamples => Stages.Any(stage => stage.IsShared);

    /// <summary>The method that computes a batch of fewer samples than threads.</summary>
    public string SharingMethod { get; }

    /// <summary>Multiply-adds of one sample, elements counted where there is nothing to multiply.</summary>
    private static long CostOf(Plan plan, Segment segment) => segment.Steps.Sum(step =>
    {
        GraphNode node = plan.Graph.Nodes[step];
        return Math.Max(
            node.Op.MultiplyAdds(node.Inputs.Select(plan.Graph.TypeOf).ToEquatableArray(), node.Outputs),
            node.Outputs.Sum(output => (long)output.Shape.ElementCount));
    });
}
