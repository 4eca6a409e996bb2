using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A function of each byte: a run of memory.</summary>
internal sealed class Int8RunImplementation(Op op, string kernel) : Int8Implementation<Op>(op, Traits.Overwrites, "int8 loop")
{
    public override bool MayOverwrite(int input) => input == 0;

    public override void Write(StepBuilder step) => Run(step, kernel, values: 1);
}

/// <summary>A sum or product of two values, of which one may repeat along axes.</summary>
internal sealed class Int8BinaryImplementation(Op op, string kernel, Shape shape, EquatableArray<int> firstAxes, EquatableArray<int> secondAxes)
    : Int8Implementation<Op>(op, title: "int8 loop")
{
    private bool Repeats => firstAxes.Count + secondAxes.Count > 0;

    public override bool MayOverwrite(int input) => input < 2 && !Repeats;

    public override void Write(StepBuilder step)
    {
        if (!Repeats)
        {
            Run(step, kernel, values: 2);
            return;
        }

        int rank = shape.Rank, cut = Enumerable.Range(0, rank).OrderByDescending(axis => shape[axis]).First();
        long each = shape.ElementCount / shape[cut];
        (Expression first, Expression end) = step.Items("Line", shape[cut], Math.Max(1, StepBuilder.FloatsOfItem / each), each);
        long[] a = Strides(step, 0, firstAxes), b = Strides(step, 1, secondAxes), y = LoopNest.StridesOf(step.OutputType());
        step.Call(kernel, "RunBroadcast", [
            step.InputAt(0, a[cut] * first), step.InputAt(1, b[cut] * first),
            .. Enumerable.Range(2, step.OwnInputs - 2).Select(input => step.InputAt(input)), step.OutputAt(0, y[cut] * first),
            StepBuilder.Constant("Int8BroadcastShape", Int8Dimensions.Fields(
                shape, Int8Dimensions.Order(y), ("Count", axis => shape[axis]), ("FirstStride", axis => a[axis]), ("SecondStride", axis => b[axis]),
                ("OutputStride", axis => y[axis])), (Int8Dimensions.NameOf("Count", Int8Dimensions.Order(y), cut), end - first))]);
    }

    /// <summary>From index to index of each dimension of the result in an operand: zero where it repeats.</summary>
    private long[] Strides(StepBuilder step, int input, EquatableArray<int> axes)
    {
        long[] own = LoopNest.StridesOf(step.InputType(input));
        int next = own.Length;
        var strides = new long[shape.Rank];
        // The operand has the other dimensions in their order, with ones among them or without.
        int missing = shape.Rank - own.Length;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (missing == 0) next--;
            else if (!axes.Contains(axis)) next--;
            strides[axis] = axes.Contains(axis) ? 0 : own[next];
        }

        return strides;
    }
}

/// <summary>The dimensions of a value as nested loops of the runtime: the one whose elements are neighbours is the innermost.</summary>
internal static class Int8Dimensions
{
    private static readonly string[] s_loops = ["Outer", "Second", "Third", "Inner"];

    /// <summary>The dimensions from the largest stride to the smallest.</summary>
    public static int[] Order(long[] strides) => [.. Enumerable.Range(0, strides.Length).OrderByDescending(axis => strides[axis])];

    /// <summary>The field of a dimension.</summary>
    public static string NameOf(string suffix, int[] order, int axis) => s_loops[s_loops.Length - order.Length + Array.IndexOf(order, axis)] + suffix;

    /// <summary>A field for each dimension and kind; loops without a dimension run once.</summary>
    public static IEnumerable<Field> Fields(Shape shape, int[] order, params (string Suffix, Func<int, long> Value)[] kinds) =>
        from kind in kinds
        from loop in Enumerable.Range(0, s_loops.Length)
        let place = loop - (s_loops.Length - order.Length)
        select new Field(s_loops[loop] + kind.Suffix, place < 0 ? (kind.Suffix == "Count" ? 1 : 0) : kind.Value(order[place]));
}
