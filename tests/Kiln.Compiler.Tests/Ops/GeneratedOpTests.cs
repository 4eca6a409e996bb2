using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Every case of every op as generated code. Alone, as a network of one op over the caller's data; and after a dense layer whose weights' gradients show the
/// gradient of each element of the op's input.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class GeneratedOpTests
{
    private const int Batch = 3;

    public static TheoryData<string> Ops => OpTest.Network.Ops;

    public static TheoryData<string> Layers => OpTest.Layer.Ops;

    [Theory, MemberData(nameof(Ops))]
    public void An_op_alone(string op)
    {
        foreach (OpNetwork item in OpNetworks.Alone(op)) Check(item);
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_and_its_gradients(string op) => CheckLayers([.. OpTest.Layer.CasesOf(op)]);

    internal static void Check(OpNetwork item)
    {
        var data = new NetworkData(item.Network.Graph, Batch, seed: 1);
        foreach ((string name, double[] elements) in new OpRun(item.Case, Batch).Bindings) data.Bindings[name] = elements;
        INetworkProbe probe = item.Create(Batch + 1, 0, 1);
        probe.Network.Core.Poison();
        data.SetWeights(probe);
        Batch outputs = data.Outputs(probe.Info);
        probe.Forward(data.Samples(probe.Info, targets: false), outputs);
        NetworkCheck.Close(item.Expected(Batch, data.Bindings), outputs.Read<float>(0), item.Case.ToString());
    }

    internal static void CheckLayers(params OpCase[] cases)
    {
        Graph[] graphs = [.. cases.Select(Layer)];
        IReadOnlyList<NetworkFactory> networks =
            NetworkCompiler.Compile([.. graphs.Select((graph, i) => NetworkCompiler.NetworkOf(graph, $"{cases[i].Op.Name}Layer{i}"))]);
        for (int i = 0; i < cases.Length; i++)
            new NetworkCheck(NetworkCompiler.NetworkOf(graphs[i], cases[i].ToString()), networks[i], tolerance: 1e-4).Run(Batch, Batch);
    }

    private static Graph Layer(OpCase item)
    {
        var b = new GraphBuilder();
        Value given = GraphTable.Input(b, "given", Batch);
        Value[] inputs = [.. Enumerable.Range(0, item.Inputs.Count).Select(i => Operand(b, given, item, i))];
        Value y = b.Add(item.Op, "op", inputs), rows = y;
        if (item.Op.IsOfEachSample) b.Result(ResultKind.Output, "output", inputs[0]);
        else
        {
            y = OpNetworks.ForEachSample(b, y);
            b.Result(ResultKind.Output, "output", y);
            Value target = b.Add(new Input("target", InputRole.Target, b.TypeOf(y)), "target");
            rows = b.Add(new MeanSquaredError(), "loss", y, target);
        }

        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return b.Build();
    }

    /// <summary>An input of the op: what can be trained is, numbers of samples by a dense layer, and all else is given.</summary>
    private static Value Operand(GraphBuilder b, Value given, OpCase item, int input)
    {
        (TensorType type, string name) = (item.Inputs[input], OpRun.NameOf(input));
        if (!type.Shape.DependsOnBatch) return OpNetworks.Fixed(b, item, input);
        if (item.Op.IsOfEachSample && input == 1) return b.Add(new Input(name, InputRole.Target, type), name);
        if (type.Element != DType.Float32) return b.Add(new Input(name, InputRole.Sample, type), name);
        return item.KindOf(input) == InputKind.Weight
            ? OfKind(b, item, input, b.Add(new Input(name, InputRole.Sample, type), name), name)
            : OfKind(b, item, input, Before(b, given, type.Shape, name), name);
    }

    /// <summary>A value of samples as a dense layer makes it.</summary>
    private static Value Before(GraphBuilder b, Value given, Shape shape, string name)
    {
        Value x = GraphTable.Dense(b, given, name, shape.ElementCount);
        return shape.Rank == 1 ? x : b.Add(new Reshape(shape.Dimensions), name + ".reshape", x);
    }

    /// <summary>Numbers of the kind that an input has, made of any; positive ones are at least a quarter.</summary>
    internal static Value OfKind(GraphBuilder b, OpCase item, int input, Value x, string name) => item.KindOf(input) switch
    {
        InputKind.Positive or InputKind.Weight => b.Add(new AddScalar(0.25), name + ".positive", b.Add(new Multiply(), name + ".square", x, x)),
        InputKind.Mask => b.Add(new Step(), name + ".mask", x),
        _ => x,
    };
}
