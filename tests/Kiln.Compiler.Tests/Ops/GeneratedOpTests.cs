using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Every case of every op as generated code. Alone, as a network of one op over the caller's data; and, where the op is differentiable, behind a dense layer
/// whose weights' gradients show the gradient of each element of the op's input.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class GeneratedOpTests
{
    private const int Batch = 3;

    public static TheoryData<string> Ops => [.. OpTable.Ops.Where(row => row.Cases().Any(OpNetworks.IsNetwork)).Select(row => row.Op.Name)];

    public static TheoryData<string> Layers => [.. OpTable.Ops.Where(row => row.Cases().Any(IsLayer)).Select(row => row.Op.Name)];

    [Theory, MemberData(nameof(Ops))]
    public void An_op_alone(string op)
    {
        foreach (OpNetwork item in OpNetworks.Alone(op))
        {
            var run = new OpRun(item.Case, Batch);
            var data = new NetworkData(item.Network.Graph, Batch, seed: 1);
            foreach ((string name, double[] elements) in run.Bindings) data.Bindings[name] = elements;
            INetworkProbe probe = item.Create(Batch + 1, 0, 1);
            probe.Network.Core.Poison();
            data.SetWeights(probe);
            Batch outputs = data.Outputs(probe.Info);
            probe.Forward(data.Samples(probe.Info, targets: false), outputs);
            NetworkCheck.Close(run.Evaluate()[0].Data, outputs.Read<float>(0), item.Case.ToString());
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_and_its_gradients(string op)
    {
        OpCase[] cases = [.. OpTable.Ops.Single(row => row.Op.Name == op).Cases().Where(IsLayer)];
        Graph[] graphs = [.. cases.Select(Layer)];
        IReadOnlyList<NetworkFactory> networks = NetworkCompiler.Compile([.. graphs.Select((graph, i) => NetworkCompiler.NetworkOf(graph, $"{op}Layer{i}"))]);
        for (int i = 0; i < cases.Length; i++)
            new NetworkCheck(NetworkCompiler.NetworkOf(graphs[i], cases[i].ToString()), networks[i], tolerance: 1e-4).Run(Batch, Batch);
    }

    /// <summary>Layers of the source graph over floats.</summary>
    private static bool IsLayer(OpCase item) => item.Outputs[0].Shape.Leading > 0 && HasLayer(item);

    private static bool HasLayer(OpCase item) =>
        item.Op is Conv2D or Kiln.Generator.Ops.Dense or MaxPool2D or AveragePool2D or BatchNorm or LayerNorm or MatMul or MaskedSoftmax or SampleNormal or ScaledDotProductAttention or Softmax or LogSoftmax or Dropout or Reshape or Concat or Slice or Kiln.Generator.Ops.Pad or Transpose or Conv2DTranspose or Upsample or Broadcast or Sum or Max
        || (item.Op is ElementwiseOp && GradientCheckTests.HasRule(item.Op.GetType()));

    private static Graph Layer(OpCase item)
    {
        var b = new GraphBuilder();
        Value given = GraphTable.Input(b, "x", Batch);
        Value x = Before(b, given, item, 0);
        Value[] rest = [.. item.Inputs.Skip(1).Select((type, i) => item.Op is BatchNorm && i > 1
            ? b.Add(new State(type.Shape, i == 2 ? 0 : 1), OpRun.NameOf(i + 1))
            : type.Shape.Leading > 0 ? Before(b, given, item, i + 1)
            : b.Add(new Parameter(type.Shape, Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false, OpNetworks.OrderOf(item.Op, type)), OpRun.NameOf(i + 1)))];
        Value y = b.Add(item.Op, item.Op is Dropout dropout ? dropout.Key : "op", [x, .. rest]);
        Value target = b.Add(new Input("target", InputRole.Target, b.TypeOf(y)), "target");
        Value rows = b.Add(new MeanSquaredError(), "loss", y, target);
        b.Result(ResultKind.Output, "output", y);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return b.Build();
    }

    /// <summary>An input of the op as a dense layer makes it; a positive one is at least a quarter.</summary>
    private static Value Before(GraphBuilder b, Value given, OpCase item, int input)
    {
        Shape shape = item.Inputs[input].Shape;
        string name = input == 0 ? "before" : FormattableString.Invariant($"before{input}");
        Value x = GraphTable.Dense(b, given, name, shape.ElementCount);
        if (item.Positive) x = b.Add(new AddScalar(0.25), name + ".positive", b.Add(new Multiply(), name + ".square", x, x));
        return shape.Rank == 1 ? x : b.Add(new Reshape(shape.Dimensions), name + ".reshape", x);
    }
}
