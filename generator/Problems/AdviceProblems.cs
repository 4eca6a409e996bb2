namespace Kiln.Generator.Graphs;

/// <summary>KILN3xx: networks that work, but hardly as their authors mean.</summary>
internal static class AdviceProblems
{
    public static readonly ProblemKind DoubleSoftmax = new("KILN301", ProblemSeverity.Advice,
        "Softmax before SoftmaxCrossEntropy",
        "SoftmaxCrossEntropy applies the softmax itself, so this one flattens the gradients; remove it");

    public static readonly ProblemKind LinearPair = new("KILN302", ProblemSeverity.Advice,
        "Two Dense without an activation between them",
        "No activation stands between {0} and {1}, so together they are one linear layer; put an activation such as ReLU between them");

    public static readonly ProblemKind BiasBeforeBatchNorm = new("KILN303", ProblemSeverity.Advice,
        "Bias before BatchNorm",
        "BatchNorm subtracts the mean and with it the bias of {0}; write bias: false");

    public static readonly ProblemKind DoubleSigmoid = new("KILN304", ProblemSeverity.Advice,
        "Sigmoid before BinaryCrossEntropy",
        "BinaryCrossEntropy applies the sigmoid itself, so this one flattens the gradients; remove it");

    public static readonly ProblemKind Checkerboard = new("KILN305", ProblemSeverity.Advice,
        "Stride does not divide the kernel of Conv2DTranspose",
        "Kernel {1} of {0} is no multiple of its stride {2}, so neighbouring outputs sum over different numbers of inputs and show a checkerboard; use kernel {3}");
}
