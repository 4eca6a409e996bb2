using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>Sizes of an attention over inputs of these shapes: queries, keys and values in one or one by one, with or without a mask.</summary>
internal sealed class AttentionSizes(int heads, EquatableArray<Shape> inputs)
{
    private bool InOne => IsInOne(inputs.Count);

    public int Queries => inputs[0][0];

    public int Keys => InOne ? Queries : inputs[1][0];

    public int Features => InOne ? inputs[0][1] / 3 : inputs[0][1];

    /// <summary>Features of one head.</summary>
    public int Width => Features / heads;

    /// <summary>Floats of a row of scores.</summary>
    public long Pitch => Geometry.Of(TensorType.Float(Shape.PerSample(Queries, Keys)) with { Layout = new(MemoryOrder.Rows) }).Row;

    /// <summary>Whether queries, keys and values are slices of one input.</summary>
    private static bool IsInOne(int count) => count < 3;

    public static bool IsMask(int count, int input) => input == (IsInOne(count) ? 1 : 3);

    /// <summary>The problem with the shapes.</summary>
    public Problem? Problem(string op)
    {
        int mask = InOne ? 1 : 3;
        foreach (Shape input in inputs)
            if (input.Rank != 2) return Expected.Sequence(op, input);
        for (int input = 1; input < mask; input++)
            if (inputs[input][1] != inputs[0][1] || inputs[input][0] != inputs[1][0])
                return new Problem(ShapeProblems.ShapesDiffer, op, inputs[0], inputs[input]);
        if (inputs.Count > mask && (inputs[mask][0] != Keys || inputs[mask][1] != 1))
            return new Problem(ShapeProblems.ShapesDiffer, op, inputs[mask - 1], inputs[mask]);
        return Features % heads == 0 ? null : new Problem(ShapeProblems.HeadsDoNotDivide, op, Features, heads);
    }

    /// <summary>The arguments q, k, v and mask of the kernels.</summary>
    public static IEnumerable<string> Inputs(StepText step, int count)
    {
        int features = step.InputType(0).Shape[1] / 3;
        for (int i = 0; i < 3; i++) yield return IsInOne(count) ? $"ref {step.InputAt(0, SourceWriter.Number(i * features))}" : $"ref {step.InputAt(i)}";
        int mask = IsInOne(count) ? 1 : 3;
        yield return count > mask ? $"ref {step.InputAt(mask)}" : $"ref {Framework.Unsafe}.NullRef<float>()";
    }

    /// <summary>The arguments dq, dk and dv of the gradient.</summary>
    public static IEnumerable<string> Gradients(StepText step, int count)
    {
        int features = step.InputType(0).Shape[1] / 3;
        for (int i = 0; i < 3; i++) yield return IsInOne(count) ? $"ref {step.OutputAt(0, SourceWriter.Number(i * features))}" : $"ref {step.OutputAt(i)}";
    }

    /// <summary>The shape, the key of dropout, the sample and the rate.</summary>
    public static IEnumerable<string> Settings(StepText step, ScaledDotProductAttention op, int count, long outputStride)
    {
        var sizes = new AttentionSizes(op.Heads, Enumerable.Range(0, count).Select(input => step.InputType(input).Shape).ToEquatableArray());
        long keyStride = step.Input(IsInOne(count) ? 0 : 1).Row;
        string counts = FormattableString.Invariant($"{op.Heads}, {sizes.Queries}, {sizes.Keys}, {sizes.Width}");
        string strides = FormattableString.Invariant($"{step.Input(0).Row}, {keyStride}, {outputStride}");
        yield return FormattableString.Invariant($"new global::Kiln.Kernels.AttentionShape({counts}, {strides}, {sizes.Pitch})");
        yield return op.Rate > 0
            ? $"new global::Kiln.Kernels.DropoutKey(global::Kiln.Kernels.Dropout.Stream((ulong)kiln.Seed, {SourceWriter.Text(op.Key)}), (ulong)kiln.Step)"
            : "default";
        yield return "sample";
        yield return SourceWriter.Double(op.Rate);
    }
}
