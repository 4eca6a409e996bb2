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
        if (function == "Round" && arguments.Count > 1)
            return Round(
                ((Datum.Float)arguments[0]).Value, ((Datum.Int)arguments[1]).Value, arguments.Count > 2 ? ((Datum.Int)arguments[2]).Value : 0) is { } rounded
                ? new Datum.Float(rounded)
                : null;
        if (arguments.All(argument => argument is Datum.Int)) return Integer(function, [.. arguments.Select(argument => ((Datum.Int)argument).Value)]);
        return arguments.All(argument => argument is Datum.Float) ? Float(function, [.. arguments.Select(argument => ((Datum.Float)argument).Value)]) : null;
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

    private static double? Number(string function, double[] x) => function switch
    {
        "Abs" => Math.Abs(x[0]),
        "Min" => Math.Min(x[0], x[1]),
        "Max" => Math.Max(x[0], x[1]),
        "Ceiling" => Math.Ceiling(x[0]),
        "Floor" => Math.Floor(x[0]),
        "Truncate" => Math.Truncate(x[0]),
        "Round" => Math.Round(x[0]),
        "Sqrt" => Math.Sqrt(x[0]),
        "Pow" => Math.Pow(x[0], x[1]),
        "Exp" => Math.Exp(x[0]),
        "Log" => x.Length == 1 ? Math.Log(x[0]) : Math.Log(x[0], x[1]),
        "Log2" => Log2(x[0]),
        "Log10" => Math.Log10(x[0]),
        "IEEERemainder" => Math.IEEERemainder(x[0], x[1]),
        "Sin" => Math.Sin(x[0]),
        "Cos" => Math.Cos(x[0]),
        "Tan" => Math.Tan(x[0]),
        "Asin" => Math.Asin(x[0]),
        "Acos" => Math.Acos(x[0]),
        "Atan" => Math.Atan(x[0]),
        "Atan2" => Math.Atan2(x[0], x[1]),
        "Sinh" => Math.Sinh(x[0]),
        "Cosh" => Math.Cosh(x[0]),
        "Tanh" => Math.Tanh(x[0]),
        _ => null,
    };

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
