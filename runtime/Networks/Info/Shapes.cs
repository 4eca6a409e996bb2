using System.Globalization;

namespace Kiln;

/// <summary>Shapes as text and as sizes.</summary>
internal static class Shapes
{
    public static string Format(IEnumerable<int> shape) => Joined(shape);

    public static string Format(IEnumerable<long> shape) => Joined(shape);

    public static long Product(IEnumerable<int> shape)
    {
        long product = 1;
        foreach (int size in shape) product = checked(product * size);
        return product;
    }

    private static string Joined<T>(IEnumerable<T> shape)
        where T : IFormattable
    {
        List<string> sizes = [];
        foreach (T size in shape) sizes.Add(size.ToString(null, CultureInfo.InvariantCulture));
        return "[" + string.Join(", ", sizes) + "]";
    }
}
