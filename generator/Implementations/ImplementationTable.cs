using System.Collections.Concurrent;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Convert = Kiln.Generator.Ops.Convert;

namespace Kiln.Generator.Implementations;

/// <summary>The implementations, a row for each kind of op. An op without a row of its own is computed as the kind that it derives from.</summary>
internal static class ImplementationTable
{
    /// <summary>The rows, by the type of the op.</summary>
    public static IDictionary<Type, Func<Op, Implementation>> Rows { get; } = new ConcurrentDictionary<Type, Func<Op, Implementation>>
    {
        [typeof(AsOneSample)] = op => new AsOneSampleImplementation((AsOneSample)op),
        [typeof(AveragePool2D)] = op => new AveragePool2DImplementation((AveragePool2D)op),
        [typeof(AveragePool2DGradient)] = op => new AveragePool2DGradientImplementation((AveragePool2DGradient)op),
        [typeof(BatchNormGradient)] = op => new BatchNormGradientImplementation((BatchNormGradient)op),
        [typeof(BatchNormNormalize)] = op => new BatchNormNormalizeImplementation((BatchNormNormalize)op),
        [typeof(BatchNormScale)] = op => new ChannelVectorImplementation(op, "Scale", ((BatchNormScale)op).Epsilon),
        [typeof(BatchNormShift)] = op => new ChannelVectorImplementation(op, "Shift"),
        [typeof(BatchNormTraining)] = op => new BatchNormTrainingImplementation((BatchNormTraining)op),
        [typeof(BatchSum)] = op => new BatchSumImplementation((BatchSum)op),
        [typeof(BiasGradient)] = op => new BiasGradientImplementation((BiasGradient)op),
        [typeof(BinaryCrossEntropy)] = op => new ElementLossImplementation(op, "BinaryCrossEntropy", isGradient: false),
        [typeof(BinaryCrossEntropyGradient)] = op => new ElementLossImplementation(op, "BinaryCrossEntropy", isGradient: true),
        [typeof(Broadcast)] = op => new BroadcastImplementation((Broadcast)op),
        [typeof(ChannelAffine)] = op => new ChannelAffineImplementation((ChannelAffine)op),
        [typeof(Concat)] = op => new ConcatImplementation((Concat)op),
        [typeof(Conv2D)] = op => new Conv2DImplementation((Conv2D)op),
        [typeof(Conv2DInputGradient)] = op => new Conv2DInputGradientImplementation((Conv2DInputGradient)op),
        [typeof(Conv2DTranspose)] = op => new Conv2DTransposeImplementation((Conv2DTranspose)op),
        [typeof(Conv2DWeightGradient)] = op => new Conv2DWeightGradientImplementation((Conv2DWeightGradient)op),
        [typeof(Convert)] = op => new ConvertImplementation((Convert)op),
        [typeof(Dense)] = op => new DenseImplementation((Dense)op),
        [typeof(DenseInputGradient)] = op => new DenseInputGradientImplementation((DenseInputGradient)op),
        [typeof(DenseWeightGradient)] = op => new DenseWeightGradientImplementation((DenseWeightGradient)op),
        [typeof(Dropout)] = op => new DropoutImplementation((Dropout)op),
        [typeof(ElementwiseOp)] = op => new ElementwiseImplementation((ElementwiseOp)op),
        [typeof(Embedding)] = op => new EmbeddingImplementation((Embedding)op),
        [typeof(EmbeddingGradient)] = op => new EmbeddingGradientImplementation((EmbeddingGradient)op),
        [typeof(Gather)] = op => new GatherImplementation((Gather)op),
        [typeof(GatherGradient)] = op => new GatherGradientImplementation((GatherGradient)op),
        [typeof(GradientCopy)] = op => new GradientCopyImplementation((GradientCopy)op),
        [typeof(GradientSum)] = op => new GradientSumImplementation((GradientSum)op),
        [typeof(LayerNorm)] = op => new LayerNormImplementation((LayerNorm)op),
        [typeof(LayerNormInputGradient)] = op => new LayerNormInputGradientImplementation((LayerNormInputGradient)op),
        [typeof(LayerNormParameterGradient)] = op => new LayerNormParameterGradientImplementation((LayerNormParameterGradient)op),
        [typeof(LengthMask)] = op => new LengthMaskImplementation((LengthMask)op),
        [typeof(LogSoftmax)] = op => new RowsImplementation(op, "Softmax", "LogRows", 0),
        [typeof(LogSoftmaxGradient)] = op => new RowsImplementation(op, "Softmax", "LogGradient", 1, 0),
        [typeof(LossShare)] = op => new LossShareImplementation((LossShare)op),
        [typeof(MaskedSoftmax)] = op => new MaskedSoftmaxImplementation((MaskedSoftmax)op),
        [typeof(MatMul)] = op => new MatMulImplementation((MatMul)op),
        [typeof(MatrixAsWeight)] = op => new MatrixAsWeightImplementation((MatrixAsWeight)op),
        [typeof(MaxGradient)] = op => new MaxGradientImplementation((MaxGradient)op),
        [typeof(MaxPool2D)] = op => new MaxPool2DImplementation((MaxPool2D)op),
        [typeof(MaxPool2DGradient)] = op => new MaxPool2DGradientImplementation((MaxPool2DGradient)op),
        [typeof(MeanLoss)] = op => new MeanLossImplementation((MeanLoss)op),
        [typeof(MeanSquaredError)] = op => new ElementLossImplementation(op, "MeanSquaredError", isGradient: false),
        [typeof(MeanSquaredErrorGradient)] = op => new ElementLossImplementation(op, "MeanSquaredError", isGradient: true),
        [typeof(OfOneSample)] = op => new OfOneSampleImplementation((OfOneSample)op),
        [typeof(OneHot)] = op => new OneHotImplementation((OneHot)op),
        [typeof(OutputGradient)] = op => new OutputGradientImplementation((OutputGradient)op),
        [typeof(PackVector)] = op => new PackVectorImplementation((PackVector)op),
        [typeof(PackWeights)] = op => new PackWeightsImplementation((PackWeights)op),
        [typeof(Pad)] = op => new PadImplementation((Pad)op),
        [typeof(PositionalEncoding)] = op => new PositionalEncodingImplementation((PositionalEncoding)op),
        [typeof(ReductionOp)] = op => new ReductionImplementation<ReductionOp>((ReductionOp)op),
        [typeof(Reshape)] = op => new ReshapeImplementation((Reshape)op),
        [typeof(SampleNormal)] = op => new NormalSamplesImplementation(op, "Sample", ((SampleNormal)op).Key),
        [typeof(SampleNormalGradient)] = op => new NormalSamplesImplementation(op, "Gradient", ((SampleNormalGradient)op).Key),
        [typeof(ScaleBias)] = op => new ChannelVectorImplementation(op, "ScaleBias"),
        [typeof(ScaleOutputs)] = op => new ScaleOutputsImplementation((ScaleOutputs)op),
        [typeof(ScaledBytes)] = op => new ScaledBytesImplementation((ScaledBytes)op),
        [typeof(ScaledDotProductAttention)] = op => new ScaledDotProductAttentionImplementation((ScaledDotProductAttention)op),
        [typeof(ScaledDotProductAttentionGradient)] = op => new ScaledDotProductAttentionGradientImplementation((ScaledDotProductAttentionGradient)op),
        [typeof(Sinusoids)] = op => new SinusoidsImplementation((Sinusoids)op),
        [typeof(Slice)] = op => new SliceImplementation((Slice)op),
        [typeof(Softmax)] = op => new RowsImplementation(op, "Softmax", "Rows", 0),
        [typeof(SoftmaxCrossEntropy)] = op => new SoftmaxCrossEntropyImplementation((SoftmaxCrossEntropy)op),
        [typeof(SoftmaxCrossEntropyGradient)] = op => new SoftmaxCrossEntropyGradientImplementation((SoftmaxCrossEntropyGradient)op),
        [typeof(SoftmaxGradient)] = op => new RowsImplementation(op, "Softmax", "Gradient", 1, 0),
        [typeof(Spread)] = op => new SpreadImplementation((Spread)op),
        [typeof(StopGradient)] = op => new StopGradientImplementation((StopGradient)op),
        [typeof(Transpose)] = op => new TransposeImplementation((Transpose)op),
        [typeof(Upsample)] = op => new UpsampleImplementation((Upsample)op),
        [typeof(UpsampleGradient)] = op => new UpsampleGradientImplementation((UpsampleGradient)op),
    };

    public static Implementation Of(Op op)
    {
        for (Type? type = op.GetType(); type is not null; type = type.BaseType)
            if (Rows.TryGetValue(type, out Func<Op, Implementation>? row)) return row(op);
        return new Implementation<Op>(op);
    }
}
