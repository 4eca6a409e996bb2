using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>The evaluator's operators against C#'s own.</summary>
public class ArithmeticTests
{
    private static readonly int[] Integers = [0, 1, -1, 7, -3, int.MaxValue, int.MinValue];
    private static readonly double[] Floats = [0, -0.0, 1.5, -2.25, 1e300, double.NaN, double.PositiveInfinity];

    [Fact]
    public void Integers_are_those_of_checked_arithmetic()
    {
        foreach (int a in Integers)
            foreach (int b in Integers)
            {
                Same(BinaryOperator.Add, a, b, () => checked(a + b));
                Same(BinaryOperator.Subtract, a, b, () => checked(a - b));
                Same(BinaryOperator.Multiply, a, b, () => checked(a * b));
                Same(BinaryOperator.Divide, a, b, () => checked(a / b));
                Same(BinaryOperator.And, a, b, () => a & b);
                Same(BinaryOperator.Or, a, b, () => a | b);
                if (a != int.MinValue || b != -1) Same(BinaryOperator.Remainder, a, b, () => a % b);
                Assert.Equal(new Datum.Bool(a < b), Arithmetic.Apply(BinaryOperator.Less, new Datum.Int(a), new Datum.Int(b)));
                Assert.Equal(new Datum.Bool(a >= b), Arithmetic.Apply(BinaryOperator.GreaterOrEqual, new Datum.Int(a), new Datum.Int(b)));
            }
    }

    [Fact]
    public void Floats_compare_as_in_CSharp()
    {
        foreach (double a in Floats)
            foreach (double b in Floats)
            {
                Assert.Equal(new Datum.Float(a * b), Arithmetic.Apply(BinaryOperator.Multiply, new Datum.Float(a), new Datum.Float(b)));
                Assert.Equal(new Datum.Float(a / b), Arithmetic.Apply(BinaryOperator.Divide, new Datum.Float(a), new Datum.Float(b)));
                Assert.Equal(new Datum.Bool(a == b), Arithmetic.Apply(BinaryOperator.Equal, new Datum.Float(a), new Datum.Float(b)));
                Assert.Equal(new Datum.Bool(a <= b), Arithmetic.Apply(BinaryOperator.LessOrEqual, new Datum.Float(a), new Datum.Float(b)));
            }
    }

    [Theory]
    [InlineData(2147483647.9, 2147483647)]
    [InlineData(-2147483648.9, -2147483648)]
    [InlineData(-1.9, -1)]
    public void Doubles_are_cut_towards_zero(double value, int expected) =>
        Assert.Equal(new Datum.Int(expected), Arithmetic.Convert(NumberKind.Int, new Datum.Float(value)));

    [Theory]
    [InlineData(2147483648.0)]
    [InlineData(-2147483649.0)]
    [InlineData(double.NaN)]
    public void Doubles_beyond_integers_have_no_result(double value) => Assert.Null(Arithmetic.Convert(NumberKind.Int, new Datum.Float(value)));

    private static void Same(BinaryOperator op, int a, int b, Func<int> expected)
    {
        Datum? actual = Arithmetic.Apply(op, new Datum.Int(a), new Datum.Int(b));
        try
        {
            Assert.Equal(new Datum.Int(expected()), actual);
        }
        catch (ArithmeticException)
        {
            Assert.Null(actual);
        }
    }
}
