namespace Kiln;

/// <summary>The kind of answer that a network's output is.</summary>
public enum PredictionKind
{
    /// <summary>Scores of classes, of which one is right: <c>SoftmaxCrossEntropy</c>.</summary>
    Classes,

    /// <summary>Logits of yes-or-no answers, each by itself: <c>BinaryCrossEntropy</c>. Several at one position are labels of which any may apply.</summary>
    Binary,

    /// <summary>Numbers that should come close to the target: <c>MeanSquaredError</c>, or the difference of output and target in a custom loss.</summary>
    Numbers,
}
