using Kiln.Generator.Evaluation;

namespace Kiln.Generator.Ops;

/// <summary>The one list of layers: attribute, fluent method and op of a row have one name.</summary>
internal static class OpTable
{
    public static IReadOnlyList<Layer> Layers { get; } =
    [
        Dense.Layer, Conv2D.Layer,
        MaxPool2D.Layer, AveragePool2D.Layer, GlobalAveragePool.Layer,
        Flatten.Layer, Dropout.Layer,
        BatchNorm.Layer, Softmax.Layer,
        ReLU.Layer, LeakyReLU.Layer, Sigmoid.Layer, Tanh.Layer,
        SoftmaxCrossEntropy.Layer, BinaryCrossEntropy.Layer, MeanSquaredError.Layer,
    ];
}
