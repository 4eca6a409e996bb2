using Kiln.Generator.Graphs;

namespace Kiln.Generator.Evaluation.Advice;

/// <summary>A rule reads the evaluated layers and reports what hardly was meant.</summary>
internal delegate IEnumerable<LocatedProblem> AdviceRule(LayerGraph layers);

/// <summary>The one list of advice.</summary>
internal static class AdviceRules
{
    public static IReadOnlyList<AdviceRule> All { get; } =
    [
        Redundant("SoftmaxCrossEntropy", "Softmax", AdviceProblems.DoubleSoftmax),
        Redundant("BinaryCrossEntropy", "Sigmoid", AdviceProblems.DoubleSigmoid),
        LinearPair,
        BiasBeforeBatchNorm,
        Checkerboard,
    ];

    /// <summary>A loss that takes logits, fed with what it computes itself.</summary>
    private static AdviceRule Redundant(string loss, string activation, ProblemKind kind) => layers =>
        from use in layers.Uses
        where use.Layer == loss
        let before = layers.Producer(use)
        where before?.Layer == activation
        select At(before, kind, "");

    /// <summary>
    /// Composition of two affine maps is affine; Flatten and Dropout between them change nothing about that. Where something else reads the first one too, such as
    /// a sum around the second, it is no step on the way to the second alone.
    /// </summary>
    private static IEnumerable<LocatedProblem> LinearPair(LayerGraph layers)
    {
        foreach (LayerUse use in layers.Uses)
        {
            if (use.Layer != "Dense") continue;
            LayerUse? before = layers.Producer(use);
            while (before?.Layer is "Flatten" or "Dropout" && layers.ConsumerCount(before) == 1) before = layers.Producer(before);
            if (before?.Layer == "Dense" && layers.ConsumerCount(before) == 1) yield return At(use, AdviceProblems.LinearPair, "ReLU", before.Name, use.Name);
        }
    }

    /// <summary>Ioffe and Szegedy 2015, section 3.2: the bias is cancelled by the subtraction of the mean; its role is BatchNorm's own shift.</summary>
    private static IEnumerable<LocatedProblem> BiasBeforeBatchNorm(LayerGraph layers)
    {
        foreach (LayerUse use in layers.Uses)
        {
            if (use.Layer != "BatchNorm" || layers.Producer(use) is not { } before || layers.ConsumerCount(before) > 1) continue;
            if (before.Arguments.TryGetValue("bias", out object? bias) && bias is true)
                yield return At(before, AdviceProblems.BiasBeforeBatchNorm, "bias: false", before.Name);
        }
    }

    /// <summary>Odena, Dumoulin and Olah 2016: outputs are covered evenly only where the stride divides the kernel.</summary>
    private static IEnumerable<LocatedProblem> Checkerboard(LayerGraph layers)
    {
        foreach (LayerUse use in layers.Uses)
        {
            if (use.Layer != "Conv2DTranspose" || use.Arguments["kernel"] is not int kernel || use.Arguments["stride"] is not int stride || kernel % stride == 0) continue;
            int divided = (kernel + stride - 1) / stride * stride;
            yield return At(use, AdviceProblems.Checkerboard, FormattableString.Invariant($"kernel: {divided}"), use.Name, kernel, stride, divided);
        }
    }

    private static LocatedProblem At(LayerUse use, ProblemKind kind, string remedy, params object[] arguments) => new(new Problem(kind, arguments) { Remedy = remedy }, use.Origin, use.Calls);
}
