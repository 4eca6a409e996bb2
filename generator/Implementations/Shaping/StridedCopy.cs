using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Implementations;

/// <summary>Copies between values of any rank and layout, or parts of them, dimension by dimension.</summary>
internal static class StridedCopy
{
    /// <summary>Floats from one index to the next, for each dimension of a value.</summary>
    public static long[] StridesOf(TensorType type, Geometry map)
    {
        int rank = type.Shape.Rank;
        long[] strides = new long[rank];
        long channel = map.Channel;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            if (rank >= 2 && axis == rank - 1) strides[axis] = map.Pixel;
            else if (rank >= 3 && axis == rank - 2) strides[axis] = map.Row;
            else
            {
                strides[axis] = channel;
                channel *= type.Shape[axis];
            }
        }

        return strides;
    }

    /// <summary>
    /// Writes the copy of <paramref name="counts"/> elements from the first input's memory to the output's, each from an offset on and by strides for each
    /// dimension: the kernel copies the last three, loops the others.
    /// </summary>
    public static void Write(StepText step, int input, long fromOffset, long[] from, long toOffset, long[] to, IReadOnlyList<int> counts)
    {
        var loops = new List<SourceWriter.Scope>();
        string source = SourceWriter.Number(fromOffset), target = SourceWriter.Number(toOffset);
        for (int axis = 0; axis < counts.Count - 3; axis++)
        {
            string index = FormattableString.Invariant($"i{axis}");
            loops.Add(step.Writer.Block($"for (nint {index} = 0; {index} < {SourceWriter.Number(counts[axis])}; {index}++)"));
            source = StepText.Sum(source, StepText.Product(from[axis], index));
            target = StepText.Sum(target, StepText.Product(to[axis], index));
        }

        // A vector is the channels of one pixel, two dimensions are channels and columns.
        int[] axes = counts.Count switch { 0 => [-1, -1, -1], 1 => [0, -1, -1], 2 => [0, -1, 1], int rank => [rank - 3, rank - 2, rank - 1] };
        int Count(int axis) => axes[axis] < 0 ? 1 : counts[axes[axis]];
        string Strides(long[] strides)
        {
            long Stride(int axis) => axes[axis] < 0 ? 0 : strides[axes[axis]];
            return FormattableString.Invariant($"new global::Kiln.Kernels.MapStrides({Stride(1)}, {Stride(2)}, {Stride(0)})");
        }

        step.Call("global::Kiln.Kernels.Layouts.Copy", $"ref {step.InputAt(input, source)}", Strides(from), $"ref {step.OutputAt(0, target)}", Strides(to),
            SourceWriter.Number(Count(0)), SourceWriter.Number(Count(1)), SourceWriter.Number(Count(2)));
        for (int i = loops.Count - 1; i >= 0; i--) loops[i].Dispose();
    }

    /// <summary>The strides of an input's and the output's dimensions.</summary>
    public static (long[] Input, long[] Output) Strides(StepText step, int input = 0) =>
        (StridesOf(step.InputType(input), step.Input(input)), StridesOf(step.OutputType(), step.Output()));
}
