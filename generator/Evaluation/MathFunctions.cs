namespace Kiln.Generator.Evaluation;

/// <summary>System.Math as far as sizes and hyper-parameters need it. A null result means that there is none.</summary>
internal static class MathFunctions
{
    /// <summary>The functions, each with the number of its arguments.</summary>
    public static readonly IReadOnlyCollection<(string Name, int Arguments)> All =
    [
        ("Abs", 1), ("Sign", 1), ("Min", 2), ("Max", 2), ("Clamp", 3),
        ("Ceiling", 1), ("Floor", 1), ("Truncate", 1), ("Round", 1), ("Round", 2),
        ("Sqrt", 1), ("Pow", 2), ("Exp", 1), ("Log", 1), ("Log", 2), ("Log2", 1), ("Log10", 1),
    ];

    public static Datum? Apply(string function, IReadOnlyList<Datum> arguments)
    {
        if (function == "Round" && arguments.Count == 2 && arguments[0] is Datum.Float value && arguments[1] is Datum.Int digits)
            return digits.Value is < 0 or > 15 ? null : new Datum.Float(Math.Round(value.Value, digits.Value));
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
        _ => null,
    };

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
