using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Problems;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Every op of the source graph over parameters alone, by itself and after another one: what depends on no sample is computed once, in packing or in
/// the call, and multiplied with a number of each sample. Generated code gives what the reference gives: outputs, losses and gradients of all
/// programs.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class ParameterOpTests
{
    private const int Batch = 2, PairsOfNetwork = 6, NetworksOfTask = 6;

    private const int Seed = 20260;

    private static readonly OpCase[] s_cases = [.. OpTest.Parameters.Cases];

    public static TheoryData<string> Ops => OpTest.Parameters.Ops;

    public static TheoryData<int> PairTasks => [.. Enumerable.Range(0, Pairs.Count / (PairsOfNetwork * NetworksOfTask))];

    /// <summary>All pairs of ops, each with a case drawn for it, or a sample of them.</summary>
    private static IReadOnlyList<(OpCase First, OpCase Second)> Pairs { get; } = DrawPairs();

    [Theory, MemberData(nameof(Ops))]
    public void An_op_of_parameters(string op)
    {
        Check([.. OpTest.Parameters.CasesOf(op).Select((item, i) => ($"{op}OfParameters{i}", Network([[item]]), item.ToString()))]);
    }

    [Theory, MemberData(nameof(PairTasks))]
    public void Ops_behind_ops_of_parameters(int task)
    {
        const int Count = PairsOfNetwork * NetworksOfTask;
        (OpCase First, OpCase Second)[][] networks = [.. Pairs.Skip(task * Count).Take(Count).Chunk(PairsOfNetwork)];
        Check([.. networks.Select((pairs, i) => (
            $"Pairs{task}x{i}",
            Network([.. pairs.Select(pair => new[] { pair.First, pair.Second })]),
            $"seed {Seed}: " + string.Join("; ", pairs.Select(pair => $"{pair.Second} of {pair.First}"))))]);
    }

    [Fact]
    public void Losses_of_parameters()
    {
        IEnumerable<OpCase> losses = OpTable.SourceOps.SelectMany(row => row.Cases()).Where(item => item.Op.IsOfEachSample);
        Check([.. losses.Select((item, i) => ($"Loss{i}", LossNetwork(item), item.ToString()))]);
    }

    /// <summary>The pass that packs leaves nothing of packing in the call that can be done before, and does nothing in packing that needs a batch.</summary>
    [Fact]
    public void Weights_that_are_products_of_parameters_are_packed()
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", 5), low = b.Add(Free(5, 2), "low"), high = b.Add(Free(2, 7), "high");
        Value weight = b.Add(new MatrixAsWeight(), "weight", b.Add(new MatMul(false, false), "product", low, high));
        b.Result(ResultKind.Output, "y", b.Add(new Dense(7), "dense", x, weight));
        Kiln.Generator.Planning.Plan plan = Kiln.Generator.Planning.NetworkPlan.Of(b.Build()).Infer.Plan;
        Assert.Contains(plan.PackSteps, step => plan.Graph.Nodes[step].Op is MatMul);
        IEnumerable<string> steps = plan.Segments.SelectMany(segment => segment.Steps).Select(step => plan.Graph.Nodes[step].Op.Name);
        Assert.Equal(["Dense"], steps.Where(name => name != "Convert"));
    }

    internal static void CheckAlone(OpCase item) => Check([(item.Op.Name + "OfParameters", Network([[item]]), item.ToString())]);

    private static void Check(IReadOnlyList<(string Name, Graph Graph, string What)> networks)
    {
        IReadOnlyList<NetworkFactory> factories = NetworkCompiler.Compile([.. networks.Select(item => Of(item.Graph, item.Name))]);
        for (int i = 0; i < networks.Count; i++)
            new NetworkCheck(Of(networks[i].Graph, networks[i].What), factories[i], ToleranceOf(networks[i].Graph)).Run(Batch, Batch + 1, threads: 1 + (i % 2));

        static EvaluatedNetwork Of(Graph graph, string name) => NetworkCompiler.NetworkOf(graph, name, ReferenceRun.AllDemands(graph));
    }

    /// <summary>Statistics of two samples divide by the difference of the two, which multiplies rounding errors.</summary>
    private static double ToleranceOf(Graph graph) => graph.Nodes.Any(node => node.Op is BatchNorm or BatchNormTraining) ? 5e-3 : 1e-4;

    private static List<(OpCase, OpCase)> DrawPairs()
    {
        var random = new Random(Seed);
        OpCase[][] ops = [.. s_cases.GroupBy(item => item.Op.GetType()).Select(group => group.ToArray())];
        OpCase Case(int op) => ops[op][random.Next(ops[op].Length)];
        int[] order = [.. Enumerable.Range(0, ops.Length * ops.Length)];
        random.Shuffle(order);
        var pairs = new List<(OpCase, OpCase)>();
        foreach (int pair in order.Take(TestLevel.Count(quick: 4 * PairsOfNetwork * NetworksOfTask, full: ops.Length * ops.Length)))
            pairs.Add((Case(pair / ops.Length), Case(pair % ops.Length)));
        return pairs;
    }

    /// <summary>A network with an output for each chain of ops; the loss sees all of them.</summary>
    private static Graph Network(IReadOnlyList<OpCase[]> chains)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x");
        var outputs = new List<Value>();
        for (int i = 0; i < chains.Count; i++)
        {
            Value? y = null;
            for (int step = 0; step < chains[i].Length; step++) y = Apply(b, chains[i][step], FormattableString.Invariant($"op{i}.{step}"), y);
            Value each = Each(b, y!, "y");
            Shape shape = b.ShapeOf(each);
            Value number = b.Add(new Broadcast(shape, Enumerable.Range(0, shape.Rank).ToEquatableArray()), "number", x);
            outputs.Add(b.Add(new Multiply(), FormattableString.Invariant($"y{i}"), number, each));
            b.Result(ResultKind.Output, FormattableString.Invariant($"y{i}"), outputs[^1]);
        }

        Value Flat(Value y, int i) => b.Add(new Reshape([b.ShapeOf(y).ElementCount]), FormattableString.Invariant($"flat{i}"), y);
        Value all = b.Add(new Concat(), "all", [.. outputs.Select(Flat)]);
        Value target = b.Add(new Input("target", InputRole.Target, b.TypeOf(all)), "target");
        Value rows = b.Add(new MeanSquaredError(), "loss", all, target);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return b.Build();
    }

    /// <summary>The case's op, its inputs parameters; the first one made of <paramref name="before"/> if there is one.</summary>
    private static Value Apply(GraphBuilder b, OpCase item, string name, Value? before)
    {
        // Weights are made of parameters alone.
        if (item.Op is MatrixAsWeight && before is { } samples && b.ShapeOf(samples).DependsOnBatch) before = null;
        Value[] inputs = [.. item.Inputs.Select((type, i) => i == 0 && before is { } given && type.Element == DType.Float32
            ? Fitted(b, given, item, FormattableString.Invariant($"{name}.x"))
            : Operand(b, item, i, FormattableString.Invariant($"{name}.in{i}")))];
        Op op = item.Op switch
        {
            Dropout dropout => dropout with { Key = name },
            SampleNormal => new SampleNormal(name),
            ScaledDotProductAttention attention => attention with { Key = name },
            // What the cases say about samples is said about parameters.
            Broadcast broadcast => broadcast with { Shape = broadcast.Shape with { Leading = b.ShapeOf(inputs[0]).Leading } },
            _ => item.Op,
        };
        if (op.WorksOnParameters && inputs.Any(value => b.ShapeOf(value).DependsOnBatch)) inputs = [.. inputs.Select(value => Each(b, value, name))];
        Problem? problem = OneSample.TryAdd(b, op, inputs, name, out Value result);
        Assert.True(problem is null, $"{item}: {problem?.Message}");
        return result;
    }

    private static Value Operand(GraphBuilder b, OpCase item, int input, string name)
    {
        TensorType type = item.Inputs[input];
        if (type.Element != DType.Float32) return b.Add(new Input(name.Replace('.', '_'), InputRole.Sample, type), name);
        if (item.KindOf(input) is InputKind.Mean or InputKind.Variance) return b.Add(OpNetworks.StateOf(item, input), name);
        StorageOrder order = item.Op.IsWeight(input) ? item.Stored : StorageOrder.OfShape;
        Value x = b.Add(Free([.. type.Shape.Dimensions]) with { Order = order }, name);
        return GeneratedOpTests.OfKind(b, item, input, x, name);
    }

    /// <summary>A value as another op's first input: cut or padded to its number of elements, bounded, in its shape.</summary>
    private static Value Fitted(GraphBuilder b, Value x, OpCase item, string name)
    {
        Shape shape = item.Inputs[0].Shape;
        int have = b.ShapeOf(x).ElementCount, want = shape.ElementCount;
        Value flat = b.Add(new Reshape([have]), name + ".flat", x);
        if (want < have) flat = b.Add(new Slice(0, 0, want), name + ".cut", flat);
        if (want > have) flat = b.Add(new Kiln.Generator.Ops.Pad([0], [want - have], 0.5), name + ".padded", flat);
        // A parameter of its own keeps what is padded, cut to 0 by a mask or equal in rows apart from each other.
        Value own = b.Add(Free(want), name + ".own");
        Value sum = b.Add(new Add(), name + ".sum", b.Add(new Tanh(), name + ".tanh", flat), b.ShapeOf(x).DependsOnBatch ? Each(b, own, name) : own);
        return GeneratedOpTests.OfKind(b, item, 0, b.Add(new Reshape(shape.Dimensions), name + ".reshape", sum), name);
    }

    /// <summary>A value with one row for each sample.</summary>
    private static Value Each(GraphBuilder b, Value value, string name) =>
        b.ShapeOf(value).DependsOnBatch ? value : b.Add(new Broadcast(b.ShapeOf(value) with { Leading = 1 }, []), name + ".each", value);

    private static Graph LossNetwork(OpCase item)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x"), prediction = b.Add(Free([.. item.Inputs[0].Shape.Dimensions]), "prediction");
        Op given = item.Op is MeanSquaredError ? Free([.. item.Inputs[1].Shape.Dimensions]) : new Input("target", InputRole.Target, item.Inputs[1]);
        Value target = b.Add(given, "target");
        Problem? problem = OneSample.TryAdd(b, item.Op, [prediction, target], "loss", out Value rows);
        Assert.True(problem is null, problem?.Message);
        b.Result(ResultKind.Output, "y", b.Add(new Tanh(), "y", x));
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return b.Build();
    }

    private static Parameter Free(params int[] dimensions) =>
        new(Shape.Fixed(dimensions), Kiln.Generator.Graphs.Init.Normal, 0.5, 1, 1, false, StorageOrder.OfShape);
}
