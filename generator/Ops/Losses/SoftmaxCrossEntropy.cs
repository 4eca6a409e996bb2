using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// Softmax and cross-entropy against a class index t: -log softmax(x)[t]. Label smoothing s (Szegedy et al. 2016) replaces the target
/// by (1 - s) onehot(t) + s / C; class weights w scale the terms (PyTorch: the smoothed part by w[c], the divisor is w[t]); rows with
/// t = ignoreIndex count nothing. Inputs: logits, class indices; outputs: the weighted loss of each row and its weight.
/// </summary>
internal sealed record SoftmaxCrossEntropy(double LabelSmoothing, int IgnoreIndex, EquatableArray<double> ClassWeights) : Op
{
    public static Layer Layer { get; } = new("SoftmaxCrossEntropy", call =>
        {
            Shape logits = call.InputShape();
            if (logits.Rank != 1) throw call.Fail(ShapeProblems.NeedsVector, "SoftmaxCrossEntropy", logits);
            double smoothing = call.InRange("labelSmoothing", call.Double("labelSmoothing") is >= 0 and <= 1, "from 0 to 1");
            EquatableArray<double> weights = (call.Doubles("classWeights") ?? []).ToEquatableArray();
            if (weights.Count > 0 && weights.Count != logits[0])
                throw call.Fail(ShapeProblems.ShapesDiffer, "SoftmaxCrossEntropy", FormattableString.Invariant($"{weights.Count} class weights"), logits);
            return call.Add(new SoftmaxCrossEntropy(smoothing, call.Int("ignoreIndex"), weights), call.Input(0), call.Input(1));
        },
        prediction => new TensorType(DType.Int32, new Shape(prediction.Leading, [])))
    {
        IsWeighted = true,
    };

    public override Keeps Keeps => Keeps.Input;

    protected internal override string Detail => FormattableString.Invariant($"smoothing {LabelSmoothing}, ignore {IgnoreIndex}");

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[1].Element == DType.Int32 && inputs[1].Shape.Rank == 0 ? LossType.Of(inputs[0]) : new Problem(ShapeProblems.WrongElementType, Name, "one class index (int) for each sample", inputs[1]);

    public override bool ReadsCaller(int input) => input == 1;

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch) =>
        input == 1 ? $"global::Kiln.Kernels.SoftmaxCrossEntropy.Validate({first}, {batch}, {SourceWriter.Number(inputs[0].Shape[0])}, {SourceWriter.Number(IgnoreIndex)});" : null;

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), target = reference.Input(1);
        for (int row = 0; row < x.Rows; row++)
        {
            int t = (int)target.Data[row];
            if (t == IgnoreIndex) continue;
            // log softmax(x)[c] = x[c] - log sum exp(x), which stays finite where the probability is too small for a number.
            double largest = Enumerable.Range(0, x.RowLength).Max(c => x[row, c]);
            double logSum = largest + Math.Log(Enumerable.Range(0, x.RowLength).Sum(c => Math.Exp(x[row, c] - largest)));
            double loss = (1 - LabelSmoothing) * Weight(t) * (logSum - x[row, t]);
            for (int c = 0; c < x.RowLength; c++) loss += LabelSmoothing / x.RowLength * Weight(c) * (logSum - x[row, c]);
            reference.Output(0).Data[row] = loss;
            reference.Output(1).Data[row] = Weight(t);
        }
    }

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new SoftmaxCrossEntropyGradient(this), gradient.Input(0), gradient.Input(1), gradient.OutputGradient()!.Value));

    internal double Weight(int c) => ClassWeights.Count == 0 ? 1 : ClassWeights[c];

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.SoftmaxCrossEntropy.Forward", [.. Arguments(step), $"ref {step.OutputAt()}", $"ref {step.OutputAt(1)}"]);

    internal IEnumerable<string> Arguments(StepText step)
    {
        string weights = ClassWeights.Count == 0
            ? "ref Unsafe.NullRef<float>()"
            : $"ref MemoryMarshal.GetArrayDataReference({step.Shape("float[]", string.Join(", ", ClassWeights.Select(SourceWriter.Float)))})";
        return [$"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", "1", SourceWriter.Number(step.InputType(0).Shape[0]), "0", SourceWriter.Float(LabelSmoothing), SourceWriter.Number(IgnoreIndex), weights];
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one class", new SoftmaxCrossEntropy(0, -1, []), OpCase.Vector(1), OpCase.Class),
        new("ten classes", new SoftmaxCrossEntropy(0, -1, []), OpCase.Vector(10), OpCase.Class),
        new("more than a vector", new SoftmaxCrossEntropy(0.1, -1, []), OpCase.Vector(37), OpCase.Class),
        new("class weights", new SoftmaxCrossEntropy(0, -1, [0.5, 2, 1.5]), OpCase.Vector(3), OpCase.Class),
        new("smoothing, ignored class and weights", new SoftmaxCrossEntropy(0.2, 2, [0.5, 2, 1.5, 1]), OpCase.Vector(4), OpCase.Class),
    ];
}
