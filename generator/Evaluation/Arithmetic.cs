using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>C#'s operators on int, double, bool, and the equality of all else. A null result means that there is none: overflow, or division by zero.</summary>
internal static class Arithmetic
{
    private static readonly string[] s_signs = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&", "|", "^", "<<", ">>", ">>>"];

    public static Datum? Apply(BinaryOperator op, Datum left, Datum right) => (left, right) switch
    {
        (Datum.Int a, Datum.Int b) => Integers(op, a.Value, b.Value),
        (Datum.Float a, Datum.Float b) => Floats(op, a.Value, b.Value),
        (Datum.Bool a, Datum.Bool b) => Booleans(op, a.Value, b.Value),
        _ when op == BinaryOperator.Equal => new Datum.Bool(left.Equals(right)),
        _ when op == BinaryOperator.NotEqual => new Datum.Bool(!left.Equals(right)),
        _ => null,
    };

    public static Datum? Apply(UnaryOperator op, Datum operand) => (op, operand) switch
    {
        (UnaryOperator.Minus, Datum.Int a) => Integer(-(long)a.Value),
        (UnaryOperator.Minus, Datum.Float a) => new Datum.Float(-a.Value),
        (UnaryOperator.Not, Datum.Bool a) => new Datum.Bool(!a.Value),
        (UnaryOperator.Complement, Datum.Int a) => new Datum.Int(~a.Value),
        _ => null,
    };

    public static Datum? Convert(NumberKind to, Datum operand) => (to, operand) switch
    {
        (NumberKind.Int, Datum.Int) => operand,
        (NumberKind.Int, Datum.Float a) => Truncate(a.Value),
        (NumberKind.Double, Datum.Int a) => new Datum.Float(a.Value),
        (NumberKind.Double, Datum.Float) => operand,
        (NumberKind.Single, Datum.Int a) => new Datum.Float((float)a.Value),
        (NumberKind.Single, Datum.Float a) => new Datum.Float((float)a.Value),
        _ => null,
    };

    /// <summary>An operator as C# spells it.</summary>
    public static string Sign(BinaryOperator op) => s_signs[(int)op];

    private static Datum? Integers(BinaryOperator op, long a, long b) => op switch
    {
        BinaryOperator.Add => Integer(a + b),
        BinaryOperator.Subtract => Integer(a - b),
        BinaryOperator.Multiply => Integer(a * b),
        BinaryOperator.Divide => b == 0 ? null : Integer(a / b),
        BinaryOperator.Remainder => b == 0 ? null : Integer(a % b),
        BinaryOperator.And => Integer(a & b),
        BinaryOperator.Or => Integer(a | b),
        BinaryOperator.ExclusiveOr => Integer(a ^ b),

        // C# takes the lowest five bits of the count and lets bits fall off the end.
        BinaryOperator.ShiftLeft => new Datum.Int((int)a << (int)b),
        BinaryOperator.ShiftRight => new Datum.Int((int)a >> (int)b),
        BinaryOperator.UnsignedShiftRight => new Datum.Int(unchecked((int)((uint)(int)a >> (int)b))),
        _ => Comparison(op, a, b),
    };

    private static Datum? Floats(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Add => new Datum.Float(a + b),
        BinaryOperator.Subtract => new Datum.Float(a - b),
        BinaryOperator.Multiply => new Datum.Float(a * b),
        BinaryOperator.Divide => new Datum.Float(a / b),
        BinaryOperator.Remainder => new Datum.Float(a % b),
        _ => Comparison(op, a, b),
    };

    private static Datum? Booleans(BinaryOperator op, bool a, bool b) => op switch
    {
        BinaryOperator.And => new Datum.Bool(a && b),
        BinaryOperator.Or => new Datum.Bool(a || b),
        BinaryOperator.ExclusiveOr => new Datum.Bool(a != b),
        BinaryOperator.Equal => new Datum.Bool(a == b),
        BinaryOperator.NotEqual => new Datum.Bool(a != b),
        _ => null,
    };

    /// <summary>Every int is a double, too. Not CompareTo: NaN is unordered in C#'s operators and smallest there.</summary>
    private static Datum? Comparison(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Equal => new Datum.Bool(a == b),
        BinaryOperator.NotEqual => new Datum.Bool(a != b),
        BinaryOperator.Less => new Datum.Bool(a < b),
        BinaryOperator.LessOrEqual => new Datum.Bool(a <= b),
        BinaryOperator.Greater => new Datum.Bool(a > b),
        BinaryOperator.GreaterOrEqual => new Datum.Bool(a >= b),
        _ => null,
    };

    private static Datum? Truncate(double value) =>
        double.IsNaN(value) || value <= int.MinValue - 1.0 || value >= int.MaxValue + 1.0 ? null : new Datum.Int((int)value);

    private static Datum? Integer(long value) => value is < int.MinValue or > int.MaxValue ? null : new Datum.Int((int)value);
}
