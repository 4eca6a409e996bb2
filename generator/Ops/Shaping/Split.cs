namespace Kiln.Generator.Ops;

/// <summary>A value cut into equal parts, or into parts of given sizes, along one dimension: a <see cref="Slice"/> for each.</summary>
internal static class Split
{
    public static Layer Layer { get; } = new("Split", null)
    {
        IsFunction = true,
        BuildMany = call =>
        {
            Shape x = call.InputShape();
            int axis = Axis.Of(call, "axis", call.Int("axis"), x), first = 0;
            var parts = new List<Value>();
            foreach (int size in Sizes(call, x[axis]))
            {
                parts.Add(call.Add(new Slice(axis, first, size), call.Input()));
                first += size;
            }

            return parts;
        },
    };

    private static IReadOnlyList<int> Sizes(LayerCall call, int length)
    {
        if (call.Has("sizes"))
        {
            int[] given = [.. call.Doubles("sizes")!.Select(size => call.AtLeast(1, "sizes", (int)size))];
            return given.Sum() == length
                ? given
                : throw call.Fail(
                    ShapeProblems.OutOfRange, "Split", "sizes", string.Join(", ", given), FormattableString.Invariant($"sizes whose sum is {length}"));
        }

        int parts = call.AtLeast(1, "parts", call.Int("parts"));
        return length % parts == 0
            ? [.. Enumerable.Repeat(length / parts, parts)]
            : throw call.Fail(ShapeProblems.OutOfRange, "Split", "parts", parts, FormattableString.Invariant($"a divisor of {length}"));
    }
}
