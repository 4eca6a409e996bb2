namespace Kiln.Generator.Evaluation;

/// <summary>The part of System.Math that sizes and hyper-parameters need. A null result means that there is none.</summary>
internal static class MathFunctions
{
    /// <summary>The functions, each with the number of its arguments.</summary>
    public static readonly IReadOnlyCollection<(string Name, int Arguments)> All =
    [
        ("Abs", 1), ("Sign", 1), ("Min", 2), ("Max", 2), ("Clamp", 3),
        ("Ceiling", 1), ("Floor", 1), ("Truncate", 1), ("Round", 1), ("Round", 2), ("Round", 3),
        ("Sqrt", 1), ("Pow", 2), ("Exp", 1), ("Log", 1), ("Log", 2), ("Log2", 1), ("Log10", 1), ("IEEERemainder", 2),
        ("Sin", 1), ("Cos", 1), ("Tan", 1), ("Asin", 1), ("Acos", 1), ("Atan", 1), ("Atan2", 2), ("Sinh", 1), ("Cosh", 1), ("Tanh", 1),
    ];

    public static Datum? Apply(string function, IReadOnlyList<Datum> arguments)
    {
        int[] whole = [.. arguments.OfType<Datum.Int>().Select(argument => argument.Value)];
        double[] floats = [.. arguments.OfType<Datum.Float>().Select(argument => argument.Value)];
        if (function == "Round" && whole.Length > 0) return Round(floats[0], whole[0], whole.ElementAtOrDefault(1)) is { } x ? new Datum.Float(x) : null;
        return whole.Length == arguments.Count ? Integer(function, whole) : floats.Length == arguments.Count ? Float(function, floats) : null;
    }

    private static Datum? Integer(string function, int[] x) => function switch
    {
        "Abs" => x[0] == int.MinValue ? null : new Datum.Int(Math.Abs(x[0])),
        "Sign" => new Datum.Int(Math.Sign(x[0])),
        "Min" => new Datum.Int(Math.Min(x[0], x[1])),
        "Max" => new Datum.Int(Math.Max(x[0], x[1])),
        "Clamp" => x[1] > x[2] ? null : new Datum.Int(Math.Min(Math.Max(x[0], x[1]), x[2])),
        _ => null,
    };

    private static Datum? Float(string function, double[] x) => function switch
    {
        "Sign" => double.IsNaN(x[0]) ? null : new Datum.Int(Math.Sign(x[0])),
        "Clamp" => x[1] > x[2] ? null : new Datum.Float(Math.Min(Math.Max(x[0], x[1]), x[2])),
        _ => Number(function, x) is { } number ? new Datum.Float(number) : null,
    };

    /// <summary>The compiler's own Math computes what C# would; that of netstandard lacks Log2.</summary>
    private static double? Number(string function, double[] x) => function == "Log2"
        ? Log2(x[0])
        : typeof(Math).GetMethod(function, [.. x.Select(_ => typeof(double))])?.Invoke(null, [.. x.Select(number => (object)number)]) as double?;

    /// <summary>All modes of today's .NET, of which the one that the compiler runs on may have two only.</summary>
    private static double? Round(double x, int digits, int mode)
    {
        if (digits is < 0 or > 15) return null;

        // Numbers this large have no digits after the point.
        double power = Math.Pow(10, digits), scaled = Math.Abs(x) < 1e16 ? x * power : x;
        double? whole = mode switch
        {
            0 => Math.Round(scaled, MidpointRounding.ToEven),
            1 => Math.Round(scaled, MidpointRounding.AwayFromZero),
            2 => Math.Truncate(scaled),
            3 => Math.Floor(scaled),
            4 => Math.Ceiling(scaled),
            _ => null,
        };
        return Math.Abs(x) < 1e16 ? whole / power : x;
    }

    /// <summary>Exact for powers of two, as Math.Log2 is: the number of levels of a pyramid must not be 2.9999999999999996.</summary>
    private static double Log2(double x)
    {
        if (!(x > 0) || double.IsInfinity(x) || x < 2.2250738585072014e-308) return Math.Log(x, 2);
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        return mantissa == 1 ? exponent : exponent + (Math.Log(mantissa) / 0.69314718055994530942);
    }
}
