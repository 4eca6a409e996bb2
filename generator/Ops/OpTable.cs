using Kiln.Generator.Evaluation;

namespace Kiln.Generator.Ops;

/// <summary>An op of the table and its test cases.</summary>
internal sealed record OpRow(Type Op, Func<IEnumerable<OpCase>> Cases);

/// <summary>The one list of layers and ops: attribute, fluent method and op of a layer's row have one name.</summary>
internal static class OpTable
{
    public static IReadOnlyList<Layer> Layers { get; } =
    [
        Dense.Layer, Conv2D.Layer, Conv1D.Layer, Conv2DTranspose.Layer, DepthwiseConv2D.Layer, SeparableConv2D.Layer,
        Embedding.Layer, Gather.Layer, OneHot.Layer, LengthMask.Layer, PositionalEncoding.Layer,
        MatMul.Layer, MaskedSoftmax.Layer, SampleNormal.Layer, ScaledDotProductAttention.Layer, MultiHeadAttention.Layer,
        MaxPool2D.Layer, AveragePool2D.Layer, GlobalAveragePool.Layer,
        Flatten.Layer, Reshape.Layer, Transpose.Layer, Concat.Layer, Slice.Layer, Split.Layer, Pad.Layer, Upsample.Layer, Dropout.Layer,
        BatchNorm.Layer, LayerNorm.Layer, Softmax.Layer, LogSoftmax.Layer,
        ReLU.Layer, LeakyReLU.Layer, Sigmoid.Layer, Tanh.Layer,
        GELU.Layer, SiLU.Layer, Softplus.Layer, Softsign.Layer, ELU.Layer, SELU.Layer, HardSigmoid.Layer, HardSwish.Layer, Step.Layer, Identity.Layer,
        Maximum.Layer, Minimum.Layer, Clip.Layer, Abs.Layer, Square.Layer, Sqrt.Layer, Exp.Layer, Log.Layer, Power.Layer,
        Sum.Layer, Mean.Layer, Max.Layer, Parameter.Layer,
        Add.Layer, Subtract.Layer, Multiply.Layer, Divide.Layer, Negate.Layer, StopGradient.Layer,
        SoftmaxCrossEntropy.Layer, BinaryCrossEntropy.Layer, MeanSquaredError.Layer,
    ];

    /// <summary>Ops that are differentiated: those of source graphs, and those that replace them in training.</summary>
    public static IReadOnlyList<OpRow> SourceOps { get; } =
    [
        new(typeof(Input), () => Input.Cases), new(typeof(Parameter), () => Parameter.Cases), new(typeof(State), () => State.Cases),
        new(typeof(Dense), () => Dense.Cases), new(typeof(Conv2D), () => Conv2D.Cases), new(typeof(Conv2DTranspose), () => Conv2DTranspose.Cases),
        new(typeof(MaxPool2D), () => MaxPool2D.Cases), new(typeof(AveragePool2D), () => AveragePool2D.Cases), new(typeof(ScaledBytes), () => ScaledBytes.Cases),
        new(typeof(Reshape), () => Reshape.Cases), new(typeof(Dropout), () => Dropout.Cases), new(typeof(BatchNorm), () => BatchNorm.Cases),
        new(typeof(BatchNormTraining), () => BatchNormTraining.Cases), new(typeof(ChannelAffine), () => ChannelAffine.Cases),
        new(typeof(BatchNormScale), () => BatchNormScale.Cases), new(typeof(BatchNormShift), () => BatchNormShift.Cases),
        new(typeof(Softmax), () => Softmax.Cases), new(typeof(LogSoftmax), () => LogSoftmax.Cases), new(typeof(LayerNorm), () => LayerNorm.Cases),
        new(typeof(Embedding), () => Embedding.Cases), new(typeof(Gather), () => Gather.Cases), new(typeof(OneHot), () => OneHot.Cases),
        new(typeof(LengthMask), () => LengthMask.Cases), new(typeof(PositionalEncoding), () => PositionalEncoding.Cases),
        new(typeof(Sinusoids), () => Sinusoids.Cases), new(typeof(MatMul), () => MatMul.Cases), new(typeof(MatrixAsWeight), () => MatrixAsWeight.Cases),
        new(typeof(MaskedSoftmax), () => MaskedSoftmax.Cases), new(typeof(SampleNormal), () => SampleNormal.Cases),
        new(typeof(ScaledDotProductAttention), () => ScaledDotProductAttention.Cases), new(typeof(ReLU), () => ReLU.Cases),
        new(typeof(LeakyReLU), () => LeakyReLU.Cases), new(typeof(Sigmoid), () => Sigmoid.Cases), new(typeof(Tanh), () => Tanh.Cases),
        new(typeof(Add), () => Add.Cases), new(typeof(Subtract), () => Subtract.Cases), new(typeof(Multiply), () => Multiply.Cases),
        new(typeof(Divide), () => Divide.Cases), new(typeof(Negate), () => Negate.Cases), new(typeof(AddScalar), () => AddScalar.Cases),
        new(typeof(MultiplyScalar), () => MultiplyScalar.Cases), new(typeof(SubtractFrom), () => SubtractFrom.Cases),
        new(typeof(DivideInto), () => DivideInto.Cases), new(typeof(StopGradient), () => StopGradient.Cases), new(typeof(Maximum), () => Maximum.Cases),
        new(typeof(Minimum), () => Minimum.Cases), new(typeof(Clip), () => Clip.Cases), new(typeof(Abs), () => Abs.Cases),
        new(typeof(Square), () => Square.Cases), new(typeof(Sqrt), () => Sqrt.Cases), new(typeof(Exp), () => Exp.Cases), new(typeof(Log), () => Log.Cases),
        new(typeof(Power), () => Power.Cases), new(typeof(PowerScalar), () => PowerScalar.Cases), new(typeof(GELU), () => GELU.Cases),
        new(typeof(SiLU), () => SiLU.Cases), new(typeof(Softplus), () => Softplus.Cases), new(typeof(Softsign), () => Softsign.Cases),
        new(typeof(ELU), () => ELU.Cases), new(typeof(SELU), () => SELU.Cases), new(typeof(HardSigmoid), () => HardSigmoid.Cases),
        new(typeof(HardSwish), () => HardSwish.Cases), new(typeof(Step), () => Step.Cases), new(typeof(Broadcast), () => Broadcast.Cases),
        new(typeof(Sum), () => Sum.Cases), new(typeof(Max), () => Max.Cases), new(typeof(Concat), () => Concat.Cases), new(typeof(Slice), () => Slice.Cases),
        new(typeof(Pad), () => Pad.Cases), new(typeof(Transpose), () => Transpose.Cases), new(typeof(Upsample), () => Upsample.Cases),
        new(typeof(AsOneSample), () => AsOneSample.Cases), new(typeof(OfOneSample), () => OfOneSample.Cases),
        new(typeof(SoftmaxCrossEntropy), () => SoftmaxCrossEntropy.Cases), new(typeof(BinaryCrossEntropy), () => BinaryCrossEntropy.Cases),
        new(typeof(MeanSquaredError), () => MeanSquaredError.Cases), new(typeof(MeanLoss), () => MeanLoss.Cases), new(typeof(LossShare), () => LossShare.Cases),
    ];

    /// <summary>Ops that differentiation adds and that are not differentiated again.</summary>
    public static IReadOnlyList<OpRow> GradientOps { get; } =
    [
        new(typeof(DenseInputGradient), () => DenseInputGradient.Cases), new(typeof(DenseWeightGradient), () => DenseWeightGradient.Cases),
        new(typeof(Conv2DInputGradient), () => Conv2DInputGradient.Cases), new(typeof(Conv2DWeightGradient), () => Conv2DWeightGradient.Cases),
        new(typeof(BiasGradient), () => BiasGradient.Cases), new(typeof(GradientSum), () => GradientSum.Cases),
        new(typeof(UpsampleGradient), () => UpsampleGradient.Cases), new(typeof(MaxPool2DGradient), () => MaxPool2DGradient.Cases),
        new(typeof(AveragePool2DGradient), () => AveragePool2DGradient.Cases), new(typeof(BatchNormGradient), () => BatchNormGradient.Cases),
        new(typeof(SoftmaxGradient), () => SoftmaxGradient.Cases), new(typeof(LogSoftmaxGradient), () => LogSoftmaxGradient.Cases),
        new(typeof(LayerNormInputGradient), () => LayerNormInputGradient.Cases),
        new(typeof(LayerNormParameterGradient), () => LayerNormParameterGradient.Cases), new(typeof(SampleNormalGradient), () => SampleNormalGradient.Cases),
        new(typeof(ScaledDotProductAttentionGradient), () => ScaledDotProductAttentionGradient.Cases),
        new(typeof(EmbeddingGradient), () => EmbeddingGradient.Cases), new(typeof(GatherGradient), () => GatherGradient.Cases),
        new(typeof(BatchSum), () => BatchSum.Cases), new(typeof(MaxGradient), () => MaxGradient.Cases), new(typeof(GradientCopy), () => GradientCopy.Cases),
        new(typeof(ElementwiseGradient), () => ElementwiseGradient.Cases), new(typeof(SoftmaxCrossEntropyGradient), () => SoftmaxCrossEntropyGradient.Cases),
        new(typeof(BinaryCrossEntropyGradient), () => BinaryCrossEntropyGradient.Cases),
        new(typeof(MeanSquaredErrorGradient), () => MeanSquaredErrorGradient.Cases), new(typeof(OutputGradient), () => OutputGradient.Cases),
    ];

    /// <summary>Ops that passes insert after differentiation.</summary>
    public static IReadOnlyList<OpRow> LoweredOps { get; } =
    [
        new(typeof(ScaleOutputs), () => ScaleOutputs.Cases), new(typeof(ScaleBias), () => ScaleBias.Cases),
        new(typeof(BatchNormStatistics), () => BatchNormStatistics.Cases),
        new(typeof(BatchNormSums), () => BatchNormSums.Cases), new(typeof(BatchNormInputGradient), () => BatchNormInputGradient.Cases),
        new(typeof(Spread), () => Spread.Cases),
    ];

    /// <summary>Every op.</summary>
    public static IReadOnlyList<OpRow> Ops { get; } = [.. SourceOps, .. GradientOps, .. LoweredOps];
}
