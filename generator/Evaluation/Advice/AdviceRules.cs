namespace Kiln.Generator.Evaluation.Advice;

/// <summary>A rule reads the evaluated layers and reports what was probably not intended.</summary>
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
        Foreign,
        SoftmaxOfOne,
        FlattenedBatch,
    ];

    /// <summary>A loss that takes logits but gets the probabilities that it computes itself.</summary>
    private static AdviceRule Redundant(string loss, string activation, ProblemKind kind) => layers =>
        from use in layers.Uses
        where use.Layer == loss
        let before = layers.Producer(use)
        where before?.Layer == activation
        select At(before, kind, "");

    /// <summary>
    /// Composition of two affine maps is affine; Flatten and Dropout between them change nothing about that. Where something else reads the first one too, such
    /// as a sum around the second, it is not a step on the way to the second alone.
    /// </summary>
    private static IEnumerable<LocatedProblem> LinearPair(LayerGraph layers)
    {
        foreach (LayerUse use in layers.Uses.Where(use => use.Layer == "Dense"))
        {
            LayerUse? before = layers.Producer(use);
            while (before?.Layer is "Flatten" or "Dropout" && layers.ConsumerCount(before) == 1) before = layers.Producer(before);
            if (before?.Layer == "Dense" && layers.ConsumerCount(before) == 1) yield return At(use, AdviceProblems.LinearPair, "ReLU", before.Name, use.Name);
        }
    }

    /// <summary>Ioffe and Szegedy 2015, section 3.2: the bias is cancelled by the subtraction of the mean; its role is BatchNorm's own shift.</summary>
    private static IEnumerable<LocatedProblem> BiasBeforeBatchNorm(LayerGraph layers) =>
        from use in layers.Uses
        where use.Layer == "BatchNorm"
        let before = layers.Producer(use)
        where before is not null && layers.ConsumerCount(before) <= 1 && before.Arguments.TryGetValue("bias", out object? bias) && bias is true
        select At(before, AdviceProblems.BiasBeforeBatchNorm, "bias: false", before.Name);

    /// <summary>Odena, Dumoulin and Olah 2016: outputs are covered evenly only if the stride divides the kernel. Foreign arguments have other advice.</summary>
    private static IEnumerable<LocatedProblem> Checkerboard(LayerGraph layers)
    {
        foreach (LayerUse use in layers.Uses.Where(use => use.Layer == "Conv2DTranspose" && use.Foreign is null))
        {
            if (use.Arguments["kernel"] is not int kernel || use.Arguments["stride"] is not int stride || kernel % stride == 0) continue;
            long divided = ((long)kernel + stride - 1) / stride * stride;
            yield return At(use, AdviceProblems.Checkerboard, FormattableString.Invariant($"kernel: {divided}"), use.Name, kernel, stride, divided);
        }
    }

    /// <summary>What the layer's evaluation found in its arguments.</summary>
    private static IEnumerable<LocatedProblem> Foreign(LayerGraph layers) =>
        from use in layers.Uses
        where use.Foreign is not null
        select new LocatedProblem(use.Foreign!, use.Source.Origin, use.Source.Calls);

    /// <summary>The softmax of a single number is always 1, and its gradient 0.</summary>
    private static IEnumerable<LocatedProblem> SoftmaxOfOne(LayerGraph layers) =>
        from use in layers.Uses
        where Classes(use) == 1
        let one = use.Layer switch { "Softmax" => "Sigmoid", "SoftmaxCrossEntropy" => "BinaryCrossEntropy", _ => "" }
        let remedy = one.Length == 0 ? "" : $"use {one} for yes or no, or "
        select At(use, AdviceProblems.SoftmaxOfOne, one, use.Layer, use.Layer == "Softmax" ? 1 : 0, remedy + "give it one number for each class");

    /// <summary>How many numbers a softmax compares, or null for another layer.</summary>
    private static int? Classes(LayerUse use) => use.Layer switch
    {
        "SoftmaxCrossEntropy" => Ops.SoftmaxCrossEntropy.Classes(use.Shapes[0]),
        "Softmax" or "LogSoftmax" => use.Shapes[0][Axis(use)],
        _ => null,
    };

    /// <summary>The dimension that a softmax runs over.</summary>
    private static int Axis(LayerUse use)
    {
        int axis = use.Arguments.TryGetValue("axis", out object? given) && given is int named ? named : -1;
        return axis < 0 ? use.Shapes[0].Rank + axis : axis;
    }

    /// <summary>A batch of images flattened into one vector: a sample that really had four dimensions would hardly be flattened at once.</summary>
    private static IEnumerable<LocatedProblem> FlattenedBatch(LayerGraph layers) =>
        from input in layers.Inputs
        where input.HasBatch
        let readers = layers.Consumers(input.Value)
        where readers.Count == 1 && readers[0].Layer == "Flatten"
        let problem = new Problem(AdviceProblems.FlattenedBatch, input.Name, input.Type.Shape, input.Type.Shape[0]) { Remedy = input.WithoutFirst }
        select new LocatedProblem(problem, input.Attribute, []) { Declaration = input.Attribute };

    private static LocatedProblem At(LayerUse use, ProblemKind kind, string remedy, params object[] arguments) =>
        new(new Problem(kind, arguments) { Remedy = remedy }, use.Source.Origin, use.Source.Calls);
}

/// <summary>Inputs on which no result of a whole graph depends. C# cannot report them: a parameter that is read may still lead nowhere.</summary>
internal static class UnusedInputs
{
    /// <summary>By convention in C#, a name that begins with '_' says that this is intended.</summary>
    private const char Discard = '_';

    public static IEnumerable<LocatedProblem> In(Graph graph, IEnumerable<DeclaredInput> inputs)
    {
        bool[] used = Prediction.Reached(graph, graph.Results);
        return from input in inputs
               where !used[input.Value.Node] && input.Name[0] != Discard
               select new LocatedProblem(new Problem(AdviceProblems.UnusedInput, input.Name, input.Method), input.Attribute, []);
    }
}
