using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Dimensions of values as nested loops of the runtime, whose structures name them from the outermost to the innermost.</summary>
internal static class Int8Dimensions
{
    /// <summary>The loops of a broadcast, and of what a reduction keeps or reduces.</summary>
    public static readonly string[] OfBroadcast = ["Outermost", "Outer", "Inner", "Innermost"], OfReduction = ["Outer", "Middle", "Inner"];

    /// <summary>Dimensions from the largest stride to the smallest.</summary>
    public static int[] Order(IEnumerable<int> dimensions, long[] strides) => [.. dimensions.OrderByDescending(axis => strides[axis])];

    /// <summary>The field of a dimension of a broadcast.</summary>
    public static string NameOf(string suffix, int[] order, int axis) => OfBroadcast[OfBroadcast.Length - order.Length + Array.IndexOf(order, axis)] + suffix;

    /// <summary>
    /// A field for each loop and kind; loops without a dimension run once. The first kind is the number of trips, the others are strides.
    /// </summary>
    public static IEnumerable<Field> Fields(string[] loops, string prefix, int[] order, params (string Suffix, Func<int, long> Value)[] kinds) =>
        from kind in kinds.Select((kind, index) => (kind.Suffix, kind.Value, IsCount: index == 0))
        from loop in Enumerable.Range(0, loops.Length)
        let place = loop - (loops.Length - order.Length)
        select new Field(prefix + loops[loop] + kind.Suffix, place >= 0 ? kind.Value(order[place]) : kind.IsCount ? 1 : 0);
}
