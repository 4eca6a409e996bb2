using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Softmax and cross-entropy against a class index t: -log softmax(x)[t], averaged over the batch. Takes logits [classes]; the label is one <c>int</c> for each
/// sample. Logits of positions, [tokens, classes] or [classes, height, width], take a label for each, [tokens] or [height, width], and the average is over all
/// positions of the batch. With class weights the mean is weighted: the sum of weighted losses by the sum of the labels' weights.
/// </summary>
/// <param name="labelSmoothing">Share of the target that goes to all classes alike, from 0 to 1 (Szegedy et al. 2016).</param>
/// <param name="ignoreIndex">Samples, or positions, with this label do not count. Every other label outside the classes is an error, -1 included.</param>
/// <param name="classWeights">Weight of each class; all 1 by default.</param>
[Conditional(Metadata.Symbol)]
public sealed class SoftmaxCrossEntropyAttribute(double labelSmoothing = 0, int ignoreIndex = -100, double[]? classWeights = null) : LayerAttribute
{
    /// <summary>Share of the target that goes to all classes alike, from 0 to 1 (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; } = labelSmoothing;

    /// <summary>Samples, or positions, with this label do not count. Every other label outside the classes is an error, -1 included.</summary>
    public int IgnoreIndex { get; } = ignoreIndex;

    /// <summary>Weight of each class; all 1 by default.</summary>
    public IReadOnlyList<double>? ClassWeights { get; } = classWeights;
}

public sealed partial class Node
{
    /// <inheritdoc cref="SoftmaxCrossEntropyAttribute"/>
    /// <param name="target">What the prediction should be.</param>
    /// <param name="labelSmoothing">Share of the target that goes to all classes alike, from 0 to 1 (Szegedy et al. 2016).</param>
    /// <param name="ignoreIndex">Samples, or positions, with this label do not count. Every other label outside the classes is an error, -1 included.</param>
    /// <param name="classWeights">Weight of each class; all 1 by default.</param>
    /// <returns>One loss for each sample.</returns>
    public Node SoftmaxCrossEntropy(Node target, double labelSmoothing = 0, int ignoreIndex = -100, double[]? classWeights = null) =>
        throw CompileTimeOnly();
}
