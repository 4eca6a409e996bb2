using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>Checks of hyper-parameters, with messages that name the parameter, its range and the value that came.</summary>
internal static class Require
{
    public static double Rate(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (double.IsFinite(value) && value >= 0) return value;
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number that is not negative.");
    }

    public static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value is >= 0 and < 1) return value;
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1.");
    }

    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value > 0) return value;
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be greater than 0.");
    }

    public static long AtLeastOne(long value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value >= 1) return value;
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
    }
}
