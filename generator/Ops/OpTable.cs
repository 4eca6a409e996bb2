namespace Kiln.Generator.Ops;

/// <summary>An op of the table.</summary>
internal sealed record OpRow(Type Op)
{
    public static IReadOnlyList<OpRow> Of(params Type[] ops) => [.. ops.Select(op => new OpRow(op))];

    /// <summary>The test cases, which ops have in their files under this name. Those without are functions of any numbers, tried on each rank.</summary>
    public IEnumerable<OpCase> Cases() =>
        Op.GetProperty(nameof(Cases)) is { } own ? (IEnumerable<OpCase>)own.GetValue(null) : OpCase.EachRank((Op)Activator.CreateInstance(Op));
}

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
        .. ElementwiseLayer.Activations(new ReLU()), LeakyReLU.Layer,
        .. ElementwiseLayer.Activations(new Sigmoid(), new Tanh(), new GELU(), new SiLU(), new Softplus(), new Softsign()), ELU.Layer,
        .. ElementwiseLayer.Activations(new SELU(), new HardSigmoid(), new HardSwish(), new Mish(), new LogSigmoid(), new Step()),
        Identity.Layer, ReLU6.Layer, HardTanh.Layer, GLU.Layer,
        .. ElementwiseLayer.Functions(new Maximum(), new Minimum()), Clip.Layer,
        .. ElementwiseLayer.Functions(new Abs(), new Square(), new Sqrt(), new Exp(), new Log()), Power.Layer,
        Sum.Layer, Mean.Layer, Max.Layer, Parameter.Layer,
        Add.Layer, Subtract.Layer, Multiply.Layer, Divide.Layer, .. ElementwiseLayer.Functions(new Negate(), new StopGradient()),
        SoftmaxCrossEntropy.Layer, BinaryCrossEntropy.Layer, MeanSquaredError.Layer,
    ];

    /// <summary>Ops that are differentiated: those of source graphs, and those that replace them in training.</summary>
    public static IReadOnlyList<OpRow> SourceOps { get; } = OpRow.Of(
        typeof(Input), typeof(Parameter), typeof(State), typeof(Dense), typeof(Conv2D), typeof(Conv2DTranspose), typeof(MaxPool2D),
        typeof(AveragePool2D), typeof(ScaledBytes), typeof(Reshape), typeof(Dropout), typeof(BatchNorm), typeof(BatchNormTraining),
        typeof(ChannelAffine), typeof(BatchNormScale), typeof(BatchNormShift), typeof(Softmax), typeof(LogSoftmax), typeof(LayerNorm),
        typeof(Embedding), typeof(Gather), typeof(OneHot), typeof(LengthMask), typeof(PositionalEncoding), typeof(Sinusoids), typeof(MatMul),
        typeof(MatrixAsWeight), typeof(MaskedSoftmax), typeof(SampleNormal), typeof(ScaledDotProductAttention), typeof(ReLU), typeof(LeakyReLU),
        typeof(Sigmoid), typeof(Tanh), typeof(Add), typeof(Subtract), typeof(Multiply), typeof(Divide), typeof(Negate), typeof(AddScalar),
        typeof(MultiplyScalar), typeof(SubtractFrom), typeof(DivideInto), typeof(StopGradient), typeof(Maximum), typeof(Minimum), typeof(Clip),
        typeof(Abs), typeof(Square), typeof(Sqrt), typeof(Exp), typeof(Log), typeof(Power), typeof(PowerScalar), typeof(GELU), typeof(SiLU),
        typeof(Softplus), typeof(Softsign), typeof(ELU), typeof(SELU), typeof(HardSigmoid), typeof(HardSwish), typeof(Mish), typeof(LogSigmoid),
        typeof(HardTanh), typeof(Step), typeof(Broadcast), typeof(Sum), typeof(Max), typeof(Concat), typeof(Slice), typeof(Pad),
        typeof(Transpose), typeof(Upsample), typeof(AsOneSample), typeof(OfOneSample), typeof(SoftmaxCrossEntropy), typeof(BinaryCrossEntropy),
        typeof(MeanSquaredError), typeof(MeanLoss), typeof(LossShare));

    /// <summary>Ops that differentiation adds and that are not differentiated again.</summary>
    public static IReadOnlyList<OpRow> GradientOps { get; } = OpRow.Of(
        typeof(DenseInputGradient), typeof(DenseWeightGradient), typeof(Conv2DInputGradient), typeof(Conv2DWeightGradient), typeof(BiasGradient),
        typeof(GradientSum), typeof(UpsampleGradient), typeof(MaxPool2DGradient), typeof(AveragePool2DGradient), typeof(BatchNormGradient),
        typeof(SoftmaxGradient), typeof(LogSoftmaxGradient), typeof(LayerNormInputGradient), typeof(LayerNormParameterGradient),
        typeof(SampleNormalGradient), typeof(ScaledDotProductAttentionGradient), typeof(EmbeddingGradient), typeof(GatherGradient), typeof(BatchSum),
        typeof(MaxGradient), typeof(ElementwiseGradient), typeof(SoftmaxCrossEntropyGradient), typeof(BinaryCrossEntropyGradient),
        typeof(MeanSquaredErrorGradient), typeof(OutputGradient));

    /// <summary>Ops that passes insert after differentiation.</summary>
    public static IReadOnlyList<OpRow> LoweredOps { get; } = OpRow.Of(
        typeof(ScaleOutputs), typeof(ScaleBias), typeof(BatchNormStatistics), typeof(BatchNormSums), typeof(Normalize),
        typeof(BatchNormInputGradient), typeof(Spread), typeof(GradientCopy));

    /// <summary>
    /// Ops of networks in integers, exact to the bit: they are tried in quantized networks, and so is the packing of their weights.
    /// </summary>
    public static IReadOnlyList<OpRow> IntegerOps { get; } = OpRow.Of(
        typeof(ModelTensor), typeof(Int8Accept), typeof(Int8Deliver), typeof(Quantize), typeof(Dequantize), typeof(Int8Convolution),
        typeof(Int8TransposedConvolution), typeof(Int8MaxPool), typeof(Int8AveragePool), typeof(Int8Add), typeof(Int8Multiply), typeof(Int8Sum),
        typeof(Int8Max), typeof(Int8Clamp), typeof(Int8Table), typeof(Int8Softmax), typeof(Int8Embedding), typeof(Int8Upsample), typeof(Int8Pad));

    /// <summary>Every op.</summary>
    public static IReadOnlyList<OpRow> Ops { get; } = [.. SourceOps, .. GradientOps, .. LoweredOps];
}
