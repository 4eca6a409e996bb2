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
        var builder = new GraphBuilder();
        Value value = builder.Add(_case.Op, "op", Leaves(builder, trained: false));
        Interpreter run = Interpreter.Run(builder.Build(), _batch, Bindings, Samples.Settings);
        return [.. _case.Outputs.Select((_, output) => run[value with { Output = output }])];
    }

    /// <summary>
    /// The op under a loss of one number that uses its first output twice, so that gradients of several consumers must be added up. Every float input is a
    /// trained parameter, whatever its shape.
    /// </summary>
    public Graph WithLoss()
    {
        var builder = new GraphBuilder();
        Value value = builder.Add(_case.Op, "op", Leaves(builder, trained: true));
        Value rows = value, weights = value with { Output = 1 };
        if (!IsLoss)
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

    private bool IsLoss => _case.Op is SoftmaxCrossEntropy or BinaryCrossEntropy or MeanSquaredError;

    /// <summary>Inputs that are data by their meaning: targets and running statistics.</summary>
    private bool IsData(int input) => _case.Inputs[input].Element != DType.Float32 || IsMask(input) || (_case.Op is SoftmaxCrossEntropy && input == 1) || (_case.Op is BatchNorm && input > 2) || (_case.Op is LossShare && input == 1);

    private Value[] Leaves(GraphBuilder builder, bool trained) =>
        [.. _case.Inputs.Select((type, i) => trained && !IsData(i)
            ? builder.Add(new GraphNode(new Parameter(type.Shape, Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false), [], [type], NameOf(i)))
            : builder.Add(new Input(NameOf(i), InputRole.Sample, type), NameOf(i)))];

    /// <summary>Masks are 0 here and there, and everywhere in the last sample.</summary>
    private bool IsMask(int input) => _case.Op switch
    {
        MaskedSoftmax => input == 1,
        ScaledDotProductAttention => AttentionSizes.IsMask(_case.Inputs.Count, input),
        ScaledDotProductAttentionGradient => AttentionSizes.IsMask(_case.Inputs.Count - 1, input),
        _ => false,
    };

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
        if (IsMask(input)) return [.. Enumerable.Range(0, count).Select(i => i < count * 2 / 3 && i % 3 != 1 ? 1.0 : 0)];
        if (type.Element == DType.UInt8) return Samples.Classes(input, count, 256);
        if (type.Element == DType.Int32) return Samples.Classes(input, count, Indices(_case.Op, _case.Inputs));
        bool probability = _case.Op is BinaryCrossEntropy or BinaryCrossEntropyGradient && input == 1;
        bool positive = _case.Positive || (_case.Op is BatchNorm or BatchNormTraining && input == 4) || _case.Op is BatchNormGradient && input == 4 || (_case.Op is BatchNormScale && input == 1) || (_case.Op is MeanLoss or LossShare && input == 1);
        double[] elements = Samples.Distinct(input, count);
        return probability ? [.. elements.Select(x => (double)(float)((x + 1.5) / 3))] : positive ? [.. elements.Select(x => (double)(float)(x + 2))] : elements;
    }
}
