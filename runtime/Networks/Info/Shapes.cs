using System.Globalization;

namespace Kiln;

/// <summary>Shapes as text and as sizes.</summary>
internal static class Shapes
{
    public static string Format(IEnumerable<int> shape) => Format(shape.Select(size => (long)size));

    public static string Format(IEnumerable<long> shape) => "[" + string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";

    public static long Product(IEnumerable<int> shape) => shape.Aggregate(1L, (product, size) => checked(product * size));
}
