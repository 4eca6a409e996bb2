using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;
using System.Collections.Concurrent;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>A case of an op as a network.</summary>
internal sealed record OpNetwork(OpCase Case, EvaluatedNetwork Network, NetworkFactory Create)
{
    /// <summary>What the network must give, in the order in which it does.</summary>
    public double[] Expected(int batch, IReadOnlyDictionary<string, double[]> bindings)
    {
        double[] expected = ReferenceRun.Infer(Network.Graph, batch, bindings)[ResultKind.Output, "output"].Data;
        TensorType type = Case.Outputs[0];
        return type.Shape.Rank > 1 && OrderOf(Case) == MemoryOrder.OutputsLast ? OutputsLast(expected, type.Shape) : expected;
    }

    /// <summary>The order of what has no row for each sample: the implementation's, given inputs that lie as they are stored.</summary>
    private static MemoryOrder OrderOf(OpCase item)
    {
        MemoryOrder stored = item.Stored == StorageOrder.OutputsLast ? MemoryOrder.OutputsLast : MemoryOrder.Natural;
        LaidOutType[] inputs = [.. item.Inputs.Select(type => new LaidOutType(type, type.Shape.Leading == 0 ? new(stored) : Layout.Natural))];
        return ChooseImplementations.For(item.Op, item.Inputs, item.Outputs).InitialLayout(0, [.. inputs], item.Outputs).Order;
    }

    /// <summary>Weights [outputs, inputs, ...] as they lie in memory: [..., inputs, outputs].</summary>
    private static double[] OutputsLast(double[] weights, Shape shape)
    {
        int outputs = shape[0], inputs = shape[1], taps = shape.ElementCount / outputs / inputs;
        return [.. Enumerable.Range(0, weights.Length).Select(i => weights[
            (i / shape.ElementCount * shape.ElementCount) + (((i % outputs * inputs) + (i / outputs % inputs)) * taps) + (i / outputs / inputs % taps)])];
    }
}

/// <summary>The cases of an op as generated networks, compiled once for all tests.</summary>
internal static class OpNetworks
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<OpNetwork>>> s_alone = new(), s_trained = new();

    /// <summary>Each case as a network of one op over the caller's data.</summary>
    public static IReadOnlyList<OpNetwork> Alone(string op) =>
        s_alone.GetOrAdd(op, _ => new(() => Compile(OpTest.Network.CasesOf(op), item => AloneNetwork(item, op)))).Value;

    /// <summary>A case as a network of one op over the caller's data, regardless of its exclusions.</summary>
    public static OpNetwork AloneOf(OpCase item) => Compile([item], only => AloneNetwork(only, only.Op.Name))[0];

    /// <summary>A case as a network that is trained in two calls, regardless of its exclusions.</summary>
    public static OpNetwork TrainedOf(OpCase item) => Compile([item], only => TrainedNetwork(only, only.Op.Name + "Trained"))[0];

    /// <summary>
    /// Each case that is a layer as a network that is trained in two calls, so that the caller gives the gradient of its output; a loss in one.
    /// </summary>
    public static IReadOnlyList<OpNetwork> Trained(string op) =>
        s_trained.GetOrAdd(op, _ => new(() => Compile(OpTest.Layer.CasesOf(op), item => TrainedNetwork(item, op + "Trained")))).Value;

    public static EvaluatedNetwork AloneNetwork(OpCase item, string name)
    {
        var b = new GraphBuilder();
        b.Result(ResultKind.Output, "output", ForEachSample(b, b.Add(item.Op, "op", Leaves(b, item, InputRole.Sample))));
        return NetworkCompiler.NetworkOf(b.Build(), name);
    }

    public static EvaluatedNetwork TrainedNetwork(OpCase item, string name)
    {
        var b = new GraphBuilder();
        Value[] inputs = Leaves(b, item, InputRole.Target);
        Value y = b.Add(item.Op, "op", inputs);
        bool isLoss = item.Op.IsOfEachSample;
        if (isLoss)
        {
            b.Result(ResultKind.Output, "output", b.Add(new Negate(), "negative", inputs[0]));
            b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", y, y with { Output = 1 }));
        }
        else b.Result(ResultKind.Output, "output", ForEachSample(b, y));
        EquatableArray<string> gradients = item.Inputs.Select((type, i) => (Type: type, Name: OpRun.NameOf(i), IsTarget: isLoss && i == 1))
            .Where(input => IsGradientInput(input.Type) && !input.IsTarget).Select(input => input.Name).ToEquatableArray();
        return NetworkCompiler.NetworkOf(b.Build(), name, new ProgramDemands(!isLoss, gradients));
    }

    /// <summary>A value as an output: what depends on parameters alone is the same for each sample.</summary>
    public static Value ForEachSample(GraphBuilder b, Value y)
    {
        if (b.ShapeOf(y).Leading == Shape.OneSample) y = b.Add(new OfOneSample(), "value", y);
        return b.ShapeOf(y).DependsOnBatch ? y : b.Add(new Broadcast(b.ShapeOf(y) with { Leading = 1 }, []), "each", y);
    }

    /// <summary>An input of the op that does not lie with the samples: a parameter, or a statistic of normalization.</summary>
    public static Value Fixed(GraphBuilder b, OpCase item, int input)
    {
        (TensorType type, string name) = (item.Inputs[input], OpRun.NameOf(input));
        if (item.KindOf(input) is InputKind.Mean or InputKind.Variance) return b.Add(StateOf(item, input), name);
        Parameter parameter = new(type.Shape with { Leading = 0 }, Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false, type.Shape.Leading == 0 ? item.Stored : StorageOrder.OfShape);
        Value value = b.Add(parameter, name);
        return type.Shape.Leading == Shape.OneSample ? b.Add(new AsOneSample(), name + ".sample", value) : value;
    }

    /// <summary>The running statistic that an input is.</summary>
    public static State StateOf(OpCase item, int input) => new(item.Inputs[input].Shape, item.KindOf(input) == InputKind.Mean ? 0 : 1);

    private static IReadOnlyList<OpNetwork> Compile(IReadOnlyList<OpCase> cases, Func<OpCase, EvaluatedNetwork> networkOf)
    {
        EvaluatedNetwork[] networks = [.. cases.Select((item, i) => Numbered(networkOf(item), i))];
        return [.. NetworkCompiler.Compile(networks).Select((create, i) => new OpNetwork(cases[i], networks[i], create))];
    }

    private static EvaluatedNetwork Numbered(EvaluatedNetwork network, int number)
    {
        string name = FormattableString.Invariant($"{network.Identity.Name}{number}");
        return network with { Identity = new NetworkIdentity(name, "", [], name) };
    }

    private static bool IsGradientInput(TensorType type) => type.Element == DType.Float32 && type.Shape.DependsOnBatch;

    /// <summary>
    /// What lies with the samples is an input, <paramref name="label"/> what a loss compares with. A network has at least one, which need not be read.
    /// </summary>
    private static Value[] Leaves(GraphBuilder b, OpCase item, InputRole label)
    {
        Value[] leaves = [.. item.Inputs.Select((type, i) => type.Shape.DependsOnBatch
            ? b.Add(new Input(OpRun.NameOf(i), item.Op.IsOfEachSample && i == 1 ? label : InputRole.Sample, type), OpRun.NameOf(i))
            : Fixed(b, item, i))];
        if (!item.Inputs.Any(type => type.Shape.DependsOnBatch)) GraphTable.Input(b, "unread");
        return leaves;
    }
}
