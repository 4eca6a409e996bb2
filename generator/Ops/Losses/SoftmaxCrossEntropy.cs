namespace Kiln.Generator.Ops;

/// <summary>
/// Softmax and cross-entropy against a class index t: -log softmax(x)[t]. Label smoothing s (Szegedy et al. 2016) replaces the target by
/// (1 - s) onehot(t) + s / C; class weights w scale the terms (PyTorch: the smoothed part by w[c], the divisor is w[t]); samples with t = ignoreIndex do not
/// count. Inputs: logits [classes] and one index, or logits for each position, [tokens, classes] or [classes, height, width], and an index for each, [tokens]
/// or [height, width]; outputs: the weighted loss of each sample and its weight, both summed over positions.
/// </summary>
internal sealed record SoftmaxCrossEntropy(double LabelSmoothing, int IgnoreIndex, EquatableArray<double> ClassWeights) : LossOp
{
    public static Layer Layer { get; } = new("SoftmaxCrossEntropy", call =>
        {
            Shape logits = call.InputShape();
            if (logits.Rank is not (1 or 2 or 3)) throw call.Fail(Expected.Logits(call.Layer, logits));
            double smoothing = call.InRange("labelSmoothing", call.Double("labelSmoothing") is >= 0 and <= 1, "from 0 to 1");
            EquatableArray<double> weights = (call.Doubles("classWeights") ?? []).ToEquatableArray();
            if (weights.Count > 0 && weights.Count != Classes(logits))
                throw call.Fail(ShapeProblems.ShapesDiffer, "SoftmaxCrossEntropy", FormattableString.Invariant($"{weights.Count} class weights"), logits);
            return call.Add(new SoftmaxCrossEntropy(smoothing, call.Int("ignoreIndex"), weights), call.Input(0), call.Input(1));
        },
        prediction => new TensorType(DType.Int32, Targets(prediction))) { IsWeighted = true };

    protected internal override string Detail => FormattableString.Invariant($"smoothing {LabelSmoothing}, ignore {IgnoreIndex}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[1].Element == DType.Int32 && inputs[1].Shape == Targets(inputs[0].Shape)
            ? OutputsOf(inputs[0]) : new Problem(ShapeProblems.WrongElementType, Name, Wanted(Targets(inputs[0].Shape)), inputs[1]);

    private static string Wanted(Shape targets) => targets.Rank == 0 ? "one class index (int)" : $"class indices {new TensorType(DType.Int32, targets)}";

    /// <summary>Number of classes: the features of tokens, the channels of a map.</summary>
    public static int Classes(Shape logits) => logits.Rank == 2 ? logits[1] : logits[0];

    /// <summary>A class index for each position.</summary>
    private static Shape Targets(Shape logits) => logits with { Dimensions = logits.Rank == 2 ? [logits[0]] : logits.Dimensions.Skip(1).ToEquatableArray() };

    /// <summary>The place of a class at a position within a row of logits.</summary>
    internal static int Place(Shape logits, int position, int c) =>
        logits.Rank == 2 ? (position * logits[1]) + c : (c * (logits.ElementCount / logits[0])) + position;

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1);
        for (int row = 0; row < x.Rows; row++)
            for (int position = 0; position < target.RowLength; position++)
            {
                int t = (int)target[row, position];
                if (t == IgnoreIndex) continue;
                double[] logits = Logits(x, row, position);
                // log softmax(x)[c] = x[c] - log sum exp(x), which stays finite where the probability is too small for a number.
                double largest = logits.Max(), logSum = largest + Math.Log(logits.Sum(value => Math.Exp(value - largest)));
                double loss = (1 - LabelSmoothing) * Weight(t) * (logSum - logits[t]);
                // Without smoothing an impossible class, of logit -infinity, costs nothing.
                for (int c = 0; c < logits.Length && LabelSmoothing > 0; c++) loss += LabelSmoothing / logits.Length * Weight(c) * (logSum - logits[c]);
                reference.Output(0).Data[row] += loss;
                reference.Output(1).Data[row] += Weight(t);
            }
    }

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, new SoftmaxCrossEntropyGradient(this), gradient.Input(0), gradient.Input(1), gradient.Dy);

    internal static double[] Logits(Tensor x, int row, int position) =>
        [.. Enumerable.Range(0, Classes(x.Shape)).Select(c => x[row, Place(x.Shape, position, c)])];

    internal double Weight(int c) => ClassWeights.Count == 0 ? 1 : ClassWeights[c];

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one class", new SoftmaxCrossEntropy(0, -1, []), OpCase.Vector(1), OpCase.Class),
        new("ten classes", new SoftmaxCrossEntropy(0, -1, []), OpCase.Vector(10), OpCase.Class),
        new("more than a vector", new SoftmaxCrossEntropy(0.1, -1, []), OpCase.Vector(37), OpCase.Class),
        new("class weights", new SoftmaxCrossEntropy(0, -1, [0.5, 2, 1.5]), OpCase.Vector(3), OpCase.Class),
        new("tokens", new SoftmaxCrossEntropy(0.1, 3, []), OpCase.Sequence(5, 19), OpCase.Indices(5)),
        new("map", new SoftmaxCrossEntropy(0, -1, [0.5, 2, 1.5]), OpCase.Map(3, 4, 5), OpCase.Indices(4, 5)),
        new("map of many channels", new SoftmaxCrossEntropy(0, 1, []), OpCase.Map(18, 2, 3), OpCase.Indices(2, 3)),
        new("smoothing, ignored class and weights", new SoftmaxCrossEntropy(0.2, 2, [0.5, 2, 1.5, 1]), OpCase.Vector(4), OpCase.Class),
    ];
}
