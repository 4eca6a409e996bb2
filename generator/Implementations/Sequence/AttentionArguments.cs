using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>The arguments of the kernels of attention.</summary>
internal static class AttentionArguments
{
    /// <summary>What a sample costs: products, and the softmax of all scores.</summary>
    public static long Cost(AttentionSizes sizes, long products) =>
        products + (RowsImplementation.CostOfElement * sizes.Heads * sizes.Queries * sizes.Keys);

    /// <summary>The sizes of a step's attention with so many inputs.</summary>
    public static AttentionSizes Sizes(StepBuilder step, int heads, int count) => Sizes(heads, Enumerable.Range(0, count).Select(i => step.InputType(i).Type));

    /// <summary>The sizes of an attention over these inputs.</summary>
    public static AttentionSizes Sizes(int heads, IEnumerable<TensorType> inputs) => new(heads, inputs.Select(input => input.Shape).ToEquatableArray());

    /// <summary>The arguments q, k, v and mask of the kernels, for queries, and keys, from these on.</summary>
    public static Argument[] Inputs(StepBuilder step, int count, Expression firstQuery, Expression firstKey)
    {
        bool isInOne = AttentionSizes.IsInOne(count);
        int mask = isInOne ? 1 : 3;
        Argument Part(int part) => isInOne
            ? step.InputAt(0, step.Input(0).Row * firstKey, part * (step.InputType(0).Shape[1] / 3))
            : step.InputAt(part, step.Input(part).Row * firstKey);
        return [step.InputAt(0, step.Input(0).Row * firstQuery), Part(1), Part(2), count > mask ? step.InputAt(mask, firstKey) : Argument.None];
    }

    /// <summary>The shape, for so many queries and keys, the key of dropout, the sample and the rate.</summary>
    public static IEnumerable<Argument> Settings(
        StepBuilder step, ScaledDotProductAttention op, int count, long outputStride, Expression queries, Expression? keys = null)
    {
        AttentionSizes sizes = Sizes(step, op.Heads, count);
        long keyStride = step.Input(AttentionSizes.IsInOne(count) ? 0 : 1).Row;
        yield return StepBuilder.Constant("AttentionShape", Field.Of(
            ("Heads", op.Heads), ("Queries", sizes.Queries), ("Keys", sizes.Keys), ("Width", sizes.Width), ("QueryStride", step.Input(0).Row),
            ("KeyStride", keyStride), ("OutputStride", outputStride), ("Pitch", Geometry.Align(sizes.Keys))), ("Queries", queries),
            ("Keys", keys ?? sizes.Keys));
        yield return new Argument.RandomKey(op.Rate > 0 ? op.Key : null);
        yield return Expression.Sample;
        yield return Argument.Double(op.Rate);
    }
}
