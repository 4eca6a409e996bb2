using System.Collections.Concurrent;
using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Convert = Kiln.Generator.Layouts.Convert;
using Types = Kiln.Generator.EquatableArray<Kiln.Generator.Graphs.TensorType>;

namespace Kiln.Generator.Implementations;

/// <summary>The implementations, a row for each kind of op. An op without a row of its own is computed as the kind that it derives from.</summary>
internal static class ImplementationTable
{
    private static readonly ConcurrentDictionary<Type, Func<Op, Types, Types, IReadOnlyList<Implementation>>> s_rows = new();

    static ImplementationTable()
    {
        Add((AsOneSample op) => new OneSampleImplementation(op, isBack: false));
        Add((AveragePool2D op, Types x, Types _) => [ReductionImplementation.LargeMean(op, x[0].Shape)
            ?? (Implementation)new PoolImplementation(op, KernelFamily.AveragePool, KernelFamily.PlanarAveragePool, op.CountPadding)]);
        Add((AveragePool2DGradient op) => new AveragePool2DGradientImplementation(op));
        Add((BatchNormScale op) => new ChannelVectorImplementation(op, "Scale", op.Epsilon));
        Add((BatchNormShift op) => new ChannelVectorImplementation(op, "Shift"));
        Add((BatchNormStatistics op) => new BatchNormStatisticsImplementation(op));
        Add((BatchNormSums op) => new BatchNormSumsImplementation(op));
        Add((BiasGradient op) => new BiasGradientImplementation(op));
        Add((BinaryCrossEntropy op) => new ElementLossImplementation(op, "BinaryCrossEntropy", isGradient: false, RowsImplementation.CostOfElement));
        Add((BinaryCrossEntropyGradient op) => new ElementLossImplementation(op, "BinaryCrossEntropy", isGradient: true, RowsImplementation.CostOfElement));
        Add((Broadcast op) => new BroadcastImplementation(op));
        Add((Concat op) => new ConcatImplementation(op));
        Add((Conv2D op, Types x, Types y) => Convolution.Candidates(ConvolutionSums.Forward(op, x[0].Shape, y[0].Shape)));
        Add((Conv2DInputGradient op, Types _, Types _) => Convolution.Candidates(ConvolutionSums.Gradient(op.Forward, op.InputShape)));
        Add((Conv2DTranspose op, Types x, Types y) => Convolution.Candidates(ConvolutionSums.Gradient(op.Convolution(x[0].Shape), y[0].Shape)));
        Add((Conv2DWeightGradient op, Types inputs, Types _) =>
            ConvolutionWeightGradient.Candidates(ConvolutionSums.Forward(op.Forward, inputs[0].Shape, inputs[1].Shape)));
        Add((Convert op) => new ConvertImplementation(op));
        Add((Dense op) => new DenseImplementation(op));
        Add((DenseInputGradient op) => new DenseInputGradientImplementation(op));
        Add((DenseWeightGradient op) => new DenseWeightGradientImplementation(op));
        Add((Dequantize op) => new Int8IslandImplementation(op, "ToFloat"));
        Add((Dropout op) => new DropoutImplementation(op));
        Add((ElementwiseOp op) => new ElementwiseImplementation(op));
        Add((Embedding op) => new EmbeddingImplementation(op));
        Add((EmbeddingGradient op) => new EmbeddingGradientImplementation(op));
        Add((Gather op) => new GatherImplementation(op));
        Add((GatherGradient op) => new GatherGradientImplementation(op));
        Add((GradientCopy op) => new ParameterGradientImplementation(op, "Copy"));
        Add((GradientSum op) => new ParameterGradientImplementation(op, "Add"));
        Add((Int8Accept op) => new Int8AcceptImplementation(op));
        Add((Int8Add op) => new Int8BinaryImplementation(op, "Int8Add", op.Shape, op.FirstAxes, op.SecondAxes));
        Add((Int8AveragePool op) => new Int8PoolImplementation<Int8AveragePool>(op, "Int8AveragePool", op.Forward.Window, op.Counts == 1));
        Add((Int8Clamp op) => new Int8RunImplementation(op, "Int8Clamp"));
        Add((Int8Convolution op, Types x, Types y) =>
        [
            new Int8DenseImplementation(op, MapOfValue.Of(x[0].Shape), MapOfValue.Of(y[0].Shape)),
            new Int8ConvolutionImplementation(op, MapOfValue.Of(x[0].Shape), MapOfValue.Of(y[0].Shape)),
        ]);
        Add((Int8Deliver op) => new Int8DeliverImplementation(op));
        Add((Int8DepthwisePointwise op, Types x, Types y) =>
            [new Int8DepthwisePointwiseImplementation(op, MapOfValue.Of(x[0].Shape), MapOfValue.Of(y[0].Shape))]);
        Add((Int8Embedding op) => new Int8EmbeddingImplementation(op));
        Add((Int8Max op) => new Int8ReductionImplementation(op, "Int8Max", op.Axes));
        Add((Int8MaxPool op) => new Int8PoolImplementation<Int8MaxPool>(op, "Int8MaxPool", op.Window, countsOnce: false));
        Add((Int8Multiply op) => new Int8BinaryImplementation(op, "Int8Multiply", op.Shape, op.FirstAxes, op.SecondAxes));
        Add((Int8PackRequantization op) => new Int8PackRequantizationImplementation(op));
        Add((Int8PackWeights op) => new Int8PackWeightsImplementation(op));
        Add((Int8Pad op) => new Int8PadImplementation(op));
        Add((Int8Softmax op) => new Int8SoftmaxImplementation(op));
        Add((Int8Sum op) => new Int8ReductionImplementation(op, "Int8Sum", op.Axes));
        Add((Int8Table op) => new Int8RunImplementation(op, "Int8Table"));
        Add((Int8TransposedConvolution op, Types x, Types y) => [new Int8TransposedConvolutionImplementation(op, x[0].Shape, y[0].Shape)]);
        Add((Int8Upsample op) => new Int8UpsampleImplementation(op));
        Add((LayerNorm op) => new LayerNormImplementation(op));
        Add((LayerNormInputGradient op) => new LayerNormInputGradientImplementation(op));
        Add((LayerNormParameterGradient op) => new LayerNormParameterGradientImplementation(op));
        Add((LengthMask op) => new LengthMaskImplementation(op));
        Add((LogSoftmax op) => new RowsImplementation(op, new("LogRows", [0]), new("SumOfExponentials", [0], Writes: false), new("Log", [0]), numbers: 2));
        Add((LogSoftmaxGradient op) => new RowsImplementation(
            op, new("LogGradient", [1, 0]), new("Sum", [0], Writes: false), new("LogGradient", [1, 0]), numbers: 1));
        Add((LossShare op) => new LossShareImplementation(op));
        Add((MaskedSoftmax op) => new MaskedSoftmaxImplementation(op));
        Add((MatMul op) => new MatMulImplementation(op));
        Add((MatrixAsWeight op) => new MatrixAsWeightImplementation(op));
        Add((MaxGradient op) => new MaxGradientImplementation(op));
        Add((MaxPool2D op) => new PoolImplementation(op, KernelFamily.MaxPool, KernelFamily.PlanarMaxPool));
        Add((MaxPool2DGradient op) => new MaxPool2DGradientImplementation(op));
        Add((MeanLoss op) => new MeanLossImplementation(op));
        Add((MeanSquaredError op) => new ElementLossImplementation(op, "MeanSquaredError", isGradient: false, StepBuilder.CostOfElement));
        Add((MeanSquaredErrorGradient op) => new ElementLossImplementation(op, "MeanSquaredError", isGradient: true, StepBuilder.CostOfElement));
        Add((OfOneSample op) => new OneSampleImplementation(op, isBack: true));
        Add((OneHot op) => new OneHotImplementation(op));
        Add((OutputGradient op) => new OutputGradientImplementation(op));
        Add((PackVector op) => new PackVectorImplementation(op));
        Add((PackWeights op) => new PackWeightsImplementation(op));
        Add((Pad op) => new PadImplementation(op));
        Add((Parameter op) => new ParameterImplementation(op));
        Add((PositionalEncoding op) => new PositionalEncodingImplementation(op));
        Add((Quantize op) => new Int8IslandImplementation(op, "FromFloat"));
        Add((ReductionOp op) => new ReductionImplementation(op, op.Axes, op.Reduction, op.OverBatch));
        Add((Reshape op) => new ReshapeImplementation(op));
        Add((SampleNormal op) => new NormalSamplesImplementation(op, "Sample", op.Key));
        Add((SampleNormalGradient op) => new NormalSamplesImplementation(op, "Gradient", op.Key));
        Add((ScaleBias op) => new ChannelVectorImplementation(op, "ScaleBias"));
        Add((ScaleOutputs op) => new ScaleOutputsImplementation(op));
        Add((ScaledBytes op) => new ScaledBytesImplementation(op));
        Add((ScaledDotProductAttention op) => new ScaledDotProductAttentionImplementation(op));
        Add((ScaledDotProductAttentionGradient op) => new ScaledDotProductAttentionGradientImplementation(op));
        Add((Sinusoids op) => new SinusoidsImplementation(op));
        Add((Slice op) => new SliceImplementation(op));
        Add((Softmax op) => new RowsImplementation(op, new("Rows", [0]), new("Exponentials", [0]), new("Normalize", []), numbers: 2));
        Add((SoftmaxCrossEntropy op) => new SoftmaxCrossEntropyImplementation(op));
        Add((SoftmaxCrossEntropyGradient op) => new SoftmaxCrossEntropyGradientImplementation(op));
        Add((SoftmaxGradient op) => new RowsImplementation(
            op, new("Gradient", [1, 0]), new("Dot", [1, 0], Writes: false), new("Gradient", [1, 0]), numbers: 1));
        Add((Spread op) => new SpreadImplementation(op));
        Add((Transpose op) => new TransposeImplementation(op));
        Add((Upsample op) => new UpsampleImplementation(op, op, isGradient: false));
        Add((UpsampleGradient op) => new UpsampleImplementation(op, op.Forward, isGradient: true));
    }

    /// <summary>A row for ops that are computed in one way.</summary>
    public static void Add<TOp>(Func<TOp, Implementation> implementation) where TOp : Op => s_rows[typeof(TOp)] = (op, _, _) => [implementation((TOp)op)];

    /// <summary>The ways in which an op with these inputs and outputs may be computed.</summary>
    public static IReadOnlyList<Implementation> CandidatesFor(Op op, Types inputs, Types outputs)
    {
        for (Type? type = op.GetType(); type is not null; type = type.BaseType)
            if (s_rows.TryGetValue(type, out Func<Op, Types, Types, IReadOnlyList<Implementation>>? row)) return row(op, inputs, outputs);
        return [new Implementation<Op>(op)];
    }

    /// <summary>A row for ops that may be computed in several ways, which depend on the shapes of inputs and outputs.</summary>
    private static void Add<TOp>(Func<TOp, Types, Types, IReadOnlyList<Implementation>> candidates)
        where TOp : Op => s_rows[typeof(TOp)] = (op, inputs, outputs) => candidates((TOp)op, inputs, outputs);
}
