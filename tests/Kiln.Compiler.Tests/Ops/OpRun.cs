using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>A case of an op as a graph: float inputs are parameters (or inputs of the network), class indices are targets.</summary>
internal sealed class OpRun
{
    private readonly OpCase _case;
    private readonly int _batch;

    public OpRun(OpCase item, int batch)
    {
        (_case, _batch) = (item, batch);
        for (int i = 0; i < item.Inputs.Count; i++) Bindings[NameOf(i)] = Elements(i);
    }

    /// <summary>Elements of the inputs: all different, none close to the kinks of ReLU and maxima.</summary>
    public Dictionary<string, double[]> Bindings { get; } = [];

    public static string NameOf(int input) => FormattableString.Invariant($"x{input}");

    /// <summary>Runs the op's reference evaluation.</summary>
    public Tensor[] Evaluate()
    {
        Tensor[] inputs = [.. _case.Inputs.Select(type => new Tensor(type.Shape, _batch))];
        Tensor[] outputs = [.. _case.Outputs.Select(type => new Tensor(type.Shape, _batch))];
        for (int i = 0; i < inputs.Length; i++) Bindings[NameOf(i)].CopyTo(inputs[i].Data, 0);
        _case.Op.Evaluate(new Reference(inputs, outputs, _batch, Samples.Settings));
        return outputs;
    }

    /// <summary>
    /// The op under a loss of one number that uses its first output twice, so that gradients of several consumers must be added up. Every float input is a
    /// trained parameter, whatever its shape.
    /// </summary>
    public Graph WithLoss()
    {
        var builder = new GraphBuilder();
        Value value = builder.Add(_case.Op, "op", Leaves(builder));
        Value rows = value, weights = value with { Output = 1 };
        if (!_case.Op.IsOfEachSample)
        {
            Value twice = builder.Add(new Add(), "twice", value, builder.Add(new Tanh(), "again", value));
            Value target = builder.Add(new Input("target", InputRole.Target, builder.TypeOf(twice)), "target");
            Bindings["target"] = Samples.Uniform(99, _case.Outputs[0].Shape.Rows(_batch) * _case.Outputs[0].Shape.ElementCount);
            rows = builder.Add(new MeanSquaredError(), "loss", twice, target);
            weights = rows with { Output = 1 };
        }

        builder.Result(ResultKind.Loss, "loss", builder.Add(new MeanLoss(), "mean", rows, weights));
        return builder.Build();
    }

    /// <summary>Whether an input is data by its meaning: whole numbers, masks, weights of samples, running statistics.</summary>
    private bool IsData(int input) => _case.Inputs[input].Element != DType.Float32 || _case.KindOf(input) is not (InputKind.Any or InputKind.Positive);

    private Value[] Leaves(GraphBuilder builder) =>
        [.. _case.Inputs.Select((type, i) => IsData(i)
            ? builder.Add(new Input(NameOf(i), InputRole.Sample, type), NameOf(i))
            : builder.Add(new GraphNode(new Parameter(type.Shape, Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false), [], [type], NameOf(i))))];

    /// <summary>How many values the indices that an op reads may have.</summary>
    public static int Indices(Op op, IReadOnlyList<TensorType> inputs) => op switch
    {
        Embedding embedding => embedding.Vocabulary,
        EmbeddingGradient gradient => gradient.Vocabulary,
        GatherGradient gradient => gradient.Length,
        OneHot oneHot => oneHot.Classes,
        LengthMask mask => mask.Size + 1,
        Gather => inputs[0].Shape[0],
        SoftmaxCrossEntropy or SoftmaxCrossEntropyGradient => SoftmaxCrossEntropy.Classes(inputs[0].Shape),
        _ => inputs[0].Shape.ElementCount,
    };

    private double[] Elements(int input)
    {
        TensorType type = _case.Inputs[input];
        int count = type.Shape.ElementCount * type.Shape.Rows(_batch);
        if (type.Element == DType.UInt8) return Samples.Classes(input, count, 256);
        if (type.Element == DType.Int32) return Samples.Classes(input, count, Indices(_case.Op, _case.Inputs));
        double[] elements = Samples.Distinct(input, count);
        // What a loss compares with may have to be a probability.
        if (_case.Op.IsOfEachSample && input == 1) return [.. elements.Select(x => (double)(float)((x + 1.5) / 3))];
        return _case.KindOf(input) switch
        {
            InputKind.Positive or InputKind.Weight or InputKind.Variance => [.. elements.Select(x => (double)(float)(x + 2))],
            // Everywhere 0 in the last sample.
            InputKind.Mask => [.. elements.Select((_, i) => i < count * 2 / 3 && i % 3 != 1 ? 1.0 : 0)],
            _ => elements,
        };
    }
}
