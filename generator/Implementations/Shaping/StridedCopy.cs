using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Copies between values of any rank and layout, or parts of them, dimension by dimension.</summary>
internal static class StridedCopy
{
    /// <summary>
    /// Writes the copy of <paramref name="counts"/> elements from the first input's memory to the output's, each from an offset on and by strides for each
    /// dimension: the kernel copies the last three, loops the others.
    /// </summary>
    public static void Write(StepBuilder step, int input, long fromOffset, long[] from, long toOffset, long[] to, IReadOnlyList<int> counts)
    {
        int around = Math.Max(counts.Count - 3, 0);

        // Each copy has items of its own, along the longest dimension.
        long all = counts.Aggregate(StepBuilder.CostOfElement, (product, count) => product * count), lines = counts.DefaultIfEmpty(1).Max();
        int cut = counts.ToList().FindIndex(count => count == lines);
        long tile = Math.Max(1, StepBuilder.FloatsOfItem * lines / all);
        (Expression first, Expression end) = step.Items("Line", lines, tile, all / lines);
        Expression Offset(long start, long[] strides) =>
            start + Expression.Sum(Enumerable.Range(0, around).Select(axis => strides[axis] * Expression.Named(LoopNest.Variable(axis))))
            + (cut >= around ? strides[cut] * first : 0);

        // A vector is the channels of one pixel, two dimensions are channels and columns.
        int[] axes = counts.Count switch { 0 => [-1, -1, -1], 1 => [0, -1, -1], 2 => [0, -1, 1], int rank => [rank - 3, rank - 2, rank - 1] };
        Expression Count(int axis) => axes[axis] < 0 ? 1 : axes[axis] == cut ? end - first : counts[axes[axis]];
        Argument Strides(long[] strides)
        {
            long Stride(int axis) => axes[axis] < 0 ? 0 : strides[axes[axis]];
            return StepBuilder.Strides(Stride(1), Stride(2), Stride(0));
        }

        using (step.Loops(Enumerable.Range(0, around).Select(axis =>
            new LoopRange(LoopNest.Variable(axis), axis == cut ? first : 0, axis == cut ? end : counts[axis]))))
            step.Call("Layouts", "Copy", step.InputAt(input, Offset(fromOffset, from)), Strides(from), step.OutputAt(0, Offset(toOffset, to)), Strides(to),
                Count(0), Count(1), Count(2));
        step.NextPhase();
    }

    /// <summary>The strides of an input's and the output's dimensions.</summary>
    public static (long[] Input, long[] Output) Strides(StepBuilder step, int input = 0) =>
        (LoopNest.StridesOf(step.InputType(input)), LoopNest.StridesOf(step.OutputType()));
}
