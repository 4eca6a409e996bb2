using System.Reflection;
using Kiln.Compiler.Tests.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>A phase of a step: the number of its items, and how some of them are computed.</summary>
/// <param name="Items">The number of items.</param>
/// <param name="WorkerHasSlot">Whether the worker's own memory holds the sample; else it may lie in that of another.</param>
/// <param name="Run">Computes the items [first, last) of a sample whose values lie in a slot.</param>
internal sealed record PhaseCall(int Items, bool WorkerHasSlot, PhaseCall.Method Run)
{
    public delegate void Method(int worker, int slot, int sample, int first, int last);

    /// <summary>The phases of each step of a program whose plan is stepwise, as the methods that have been emitted for them.</summary>
    public static IReadOnlyDictionary<int, PhaseCall[]> Of(object network, CompiledProgram program, long sharedWork, int batch)
    {
        var calls = new Dictionary<int, PhaseCall[]>();
        (IReadOnlyList<SegmentJobs> segments, SegmentMethods methods) = EmittedMethods.Of(program, sharedWork);
        foreach (SegmentJobs jobs in segments)
        {
            Segment segment = jobs.Segment;
            int step = segment.Steps[0], samples = OneSample.Concerns(program.Plan.Graph, program.Plan.Graph.Nodes[step]) ? 1 : batch;
            int Count(Expression items) => checked((int)ExpressionValue.Of(items, _ => samples));
            calls[step] = segment.Kind == SegmentKind.Batch
                ? [.. jobs.Jobs.Select(job => new PhaseCall(Count(job.Items), false, OfItems(network, methods.Find(job.Method))))]
                : jobs.Methods.Count == 0
                    ? [new PhaseCall(1, true, OfSamples(network, methods.Find(jobs.Name)))]
                    : [.. jobs.Methods.Select(method => new PhaseCall(Count(method.Job?.Items ?? 1), false, OfItems(network, methods.Find(method.Name))))];
        }

        return calls;
    }

    /// <summary>A method that computes samples.</summary>
    private static Method OfSamples(object network, (string, IReadOnlyList<(string, long)>) method) =>
        Bind(network, method, (name, _, slot, sample, _, _) => name switch
    {
        "worker" => slot,
        "first" => (nint)sample,
        _ => (object)(nint)(sample + 1),
    });

    /// <summary>A method that computes items.</summary>
    private static Method OfItems(object network, (string, IReadOnlyList<(string, long)>) method) => Bind(network, method, (name, worker, slot, sample, first, last) => name switch
    {
        "worker" => worker,
        "slot" => slot,
        "sample" => (nint)sample,
        "first" => (nint)first,
        _ => (object)(nint)last,
    });

    private static Method Bind(
        object network, (string Name, IReadOnlyList<(string Parameter, long Value)> Offsets) found, Func<string, int, int, int, int, int, object> argument)
    {
        MethodInfo method = network.GetType().GetMethod(found.Name, BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{network.GetType().Name} has no method {found.Name}.");
        string[] parameters = [.. method.GetParameters().Select(parameter => parameter.Name!)];
        Dictionary<string, object> offsets = found.Offsets.ToDictionary(offset => offset.Parameter, offset => (object)(nint)offset.Value);
        return (worker, slot, sample, first, last) => method.Invoke(
            network, BindingFlags.DoNotWrapExceptions, null,
            [.. parameters.Select(parameter => offsets.GetValueOrDefault(parameter) ?? argument(parameter, worker, slot, sample, first, last))], null);
    }
}
