namespace Kiln.Generator.Problems;

/// <summary>KILN3xx: networks that work, but probably not as their authors intend.</summary>
internal static class AdviceProblems
{
    public static readonly ProblemKind DoubleSoftmax = new("KILN301", "Softmax before SoftmaxCrossEntropy",
        "SoftmaxCrossEntropy applies the softmax itself, so this one flattens the gradients; remove it");
    public static readonly ProblemKind LinearPair = new("KILN302", "Two Dense without an activation between them",
        "There is no activation between {0} and {1}, so together they are one linear layer; put an activation such as ReLU between them");
    public static readonly ProblemKind BiasBeforeBatchNorm = new("KILN303", "Bias before BatchNorm",
        "BatchNorm subtracts the mean and with it the bias of {0}; write bias: false");
    public static readonly ProblemKind DoubleSigmoid = new("KILN304", "Sigmoid before BinaryCrossEntropy",
        "BinaryCrossEntropy applies the sigmoid itself, so this one flattens the gradients; remove it");
    public static readonly ProblemKind Checkerboard = new("KILN305", "Stride does not divide the kernel of Conv2DTranspose",
        "Kernel {1} of {0} is not a multiple of its stride {2}, so neighbouring outputs sum over different numbers of inputs and show a checkerboard; "
        + "use kernel {3}");

    /// <summary>The message for PyTorch's arguments, whether or not the network works with them.</summary>
    internal const string ForeignMessage =
        "{0} has PyTorch's arguments, which begin with the size of the input; Kiln knows that size and reads {1}, so write {2}";
    public static readonly ProblemKind ForeignArguments = new("KILN306", "Arguments seem to be those of PyTorch", ForeignMessage);
    public static readonly ProblemKind SoftmaxOfOne = new("KILN307", "Softmax over one number",
        "{0} over one number is always {1}, so nothing is learned through it; {2}");
    public static readonly ProblemKind UnusedInput = new("KILN308", "Input is not used",
        "No result of {1} depends on its input {0}; use it, remove it, or begin its name with '_'");
    public static readonly ProblemKind FlattenedBatch = new("KILN309", "Input seems to count the batch",
        "{0} is {1} and all of it is flattened into one vector; shapes are those of one sample, " +
        "so leave {2} out if it is the batch, whose largest size goes to the constructor as maxBatch");
    public static readonly ProblemKind EmptyBudget = new("KILN310", "Budget without a bound",
        "Budget of {0} has no bound, so it allows everything; give it arenaBytes, weightBytes or multiplyAdds, or remove it");
    public static readonly ProblemKind FloatsWithoutIntegers = new("KILN311", "Quantize = false without [Quantize]",
        "Quantize = false changes nothing, because without [Quantize] all of {0} computes in floats; put [Quantize] on {0}, or remove this");
}
