using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>The arguments of the kernels of attention.</summary>
internal static class AttentionArguments
{
    /// <summary>The arguments q, k, v and mask of the kernels.</summary>
    public static IEnumerable<string> Inputs(StepText step, int count)
    {
        int features = step.InputType(0).Shape[1] / 3;
        for (int i = 0; i < 3; i++) yield return AttentionSizes.IsInOne(count) ? $"ref {step.InputAt(0, SourceWriter.Number(i * features))}" : $"ref {step.InputAt(i)}";
        int mask = AttentionSizes.IsInOne(count) ? 1 : 3;
        yield return count > mask ? $"ref {step.InputAt(mask)}" : $"ref {Framework.Unsafe}.NullRef<float>()";
    }

    /// <summary>The arguments dq, dk and dv of the gradient.</summary>
    public static IEnumerable<string> Gradients(StepText step, int count)
    {
        int features = step.InputType(0).Shape[1] / 3;
        for (int i = 0; i < 3; i++) yield return AttentionSizes.IsInOne(count) ? $"ref {step.OutputAt(0, SourceWriter.Number(i * features))}" : $"ref {step.OutputAt(i)}";
    }

    /// <summary>The shape, the key of dropout, the sample and the rate.</summary>
    public static IEnumerable<string> Settings(StepText step, ScaledDotProductAttention op, int count, long outputStride)
    {
        var sizes = new AttentionSizes(op.Heads, Enumerable.Range(0, count).Select(input => step.InputType(input).Shape).ToEquatableArray());
        long keyStride = step.Input(AttentionSizes.IsInOne(count) ? 0 : 1).Row;
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
