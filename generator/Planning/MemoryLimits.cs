using Kiln.Generator.Layouts;
using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Planning;

/// <summary>
/// Networks that the runtime cannot hold: parameters, statistics, packed weights, or the arena of one sample and one thread need more than one block.
/// Only a network that comes near the limit is planned to find out; a bound tells the others apart.
/// </summary>
internal static class MemoryLimits
{
    /// <summary>Floats of a block: the longest array of .NET, less the alignment to a cache line (16) and what kernels may read past an arena (64).</summary>
    public const long BlockFloats = 0x7FFFFFC7 - 16 - 64;

    /// <summary>
    /// The most copies of a value in memory: itself, and in backward its gradient, the sum of its gradients and a second run, each perhaps in
    /// another order. As many copies of keys and values are the most partial sums that the gradient of an attention has.
    /// </summary>
    private const int Copies = 8;

    /// <summary>Why there is no memory for the network, or null if there is.</summary>
    public static Problem? Check(EvaluatedNetwork network)
    {
        Graph graph = network.Graph;
        if (Stored<Parameter>(graph) is > BlockFloats and long parameters)
            return TooMuch(network, Number(parameters), "its parameters", Largest(graph, op => op is Parameter));
        if (Stored<State>(graph) is > BlockFloats and long statistics)
            return TooMuch(network, Number(statistics), "its running statistics", Largest(graph, op => op is State));
        if (Bound(graph) <= BlockFloats) return null;
        try
        {
            return network.Classes.SelectMany(own => NetworkPlan.Of(own).Programs)
                .Select(program => Check(network, program)).FirstOrDefault(it => it is not null);
        }
        catch (OverflowException)
        {
            return TooMuch(network, "more than 2147483647", "one value of one sample", Largest(graph, op => op is not StoredOp));
        }
    }

    private static Problem? Check(EvaluatedNetwork network, CompiledProgram program)
    {
        Plan plan = program.Plan;
        if (Storage.Floats(plan.ArenaBytes(batch: 1, workers: 1)) is > BlockFloats and long arena)
            return TooMuch(network, Number(arena), $"one sample in {program.Spec.Method}", Largest(plan, Block.Fixed, Block.PerSample, Block.Worker));
        return Storage.Floats(plan.PackedBytes) is > BlockFloats and long packed
            ? TooMuch(network, Number(packed), $"the packed weights of {program.Spec.Method}", Largest(plan, Block.Packed)) : null;
    }

    private static long Stored<TOp>(Graph graph) where TOp : Op => graph.All<TOp>().Sum(item => Geometry.Align(item.Node.Outputs[0].Shape.ElementCount));

    /// <summary>No program of the network needs more floats than this for its arena or its packed weights.</summary>
    private static long Bound(Graph graph) => Copies * graph.Nodes.Sum(node => node.Outputs.Sum(type => Padded(type.Shape)) + Read(graph, node));

    private static long Read(Graph graph, GraphNode node)
    {
        EquatableArray<TensorType> types = graph.InputTypes(node);
        Implementation implementation = ChooseImplementations.For(node.Op, types, node.Outputs);
        return implementation.WorkspaceFloats(types, node.Outputs) + PartialSums.MostFloats + Enumerable.Range(0, types.Count)
            .Sum(input => Padded(types[input].Shape, types[input].Shape.Rank == 3 ? implementation.InputBorder(input, types, node.Outputs) : default));
    }

    /// <summary>
    /// Floats of a value in whichever order: a map with its channels or its rows padded, a parameter packed for the product or for its gradient, which pads
    /// its outputs or its inputs.
    /// </summary>
    private static long Padded(Shape shape, Border border = default)
    {
        if (shape.Rank < 2) return Pad(shape.ElementCount);
        if (shape.Leading == 0) return Math.Max(PaddedAlong(shape, 0), PaddedAlong(shape, 1));
        int width = shape[shape.Rank - 1], height = shape.Rank == 2 ? 1 : shape[shape.Rank - 2];
        long channels = shape.ElementCount / width / height, pixels = (long)(height + border.Top + border.Bottom) * (width + border.Left + border.Right);
        return Math.Max(Pad(channels) * pixels, channels * height * Pad(width));
    }

    private static long PaddedAlong(Shape shape, int dimension) => shape.ElementCount / shape[dimension] * Pad(shape[dimension]);
    private static long Pad(long elements) => Geometry.Align(elements) + Geometry.Alignment;

    private static string Largest(Graph graph, Func<Op, bool> counts) =>
        graph.Nodes.Where(node => counts(node.Op)).OrderByDescending(node => node.Outputs[0].Shape.ElementCount)
            .Select(node => $"{node.Name} {node.Outputs[0].Shape}").First();

    private static string Largest(Plan plan, params Block[] blocks)
    {
        KeyValuePair<int, Storage>[] workspaces =
            [.. plan.Workspaces.Where(item => blocks.Contains(item.Value.Block)).OrderByDescending(item => item.Value.Stride)];
        Value value = plan.Storage.Where(item => blocks.Contains(item.Value.Block))
            .OrderByDescending(item => item.Value.Stride).ThenBy(item => item.Key.Node).First().Key;
        return workspaces.Length > 0 && workspaces[0].Value.Stride > plan.Storage[value].Stride
            ? $"the workspace of {plan.Graph.Nodes[workspaces[0].Key].Name}"
            : $"{plan.Graph[value].Name} {plan.Graph.TypeOf(value).Shape}";
    }

    private static Problem TooMuch(EvaluatedNetwork network, string floats, string purpose, string largest) =>
        new(ShapeProblems.TooMuchMemory, network.Identity.Name, floats, purpose, largest);

    private static string Number(long floats) => floats.ToString(CultureInfo.InvariantCulture);
}
