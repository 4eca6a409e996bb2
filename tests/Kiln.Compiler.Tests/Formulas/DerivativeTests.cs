using Kiln.Generator;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Formulas;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Formulas;

/// <summary>What an op states as its derivative is the derivative of its formula, kinks and conventions included.</summary>
public sealed class DerivativeTests
{
    /// <summary>Both sides of every kink of every op, the kinks themselves, and zeros of both signs.</summary>
    private static readonly double[] s_grid =
        [-20, -7.3, -3.0001, -3, -2.9999, -1.5, -1, -0.9999, -0.513, -0.5, -1e-3, -0.0, 0, 1e-3, 0.25, 0.711, 0.9999, 1, 1.5, 2.9999, 3, 3.0001, 7.3, 20];

    public static TheoryData<string> Ops => [.. Elementwise.Select(item => item.Name)];

    private static IEnumerable<OpCase> Cases => OpTable.SourceOps.SelectMany(row => row.Cases()).Where(item => item.Op is ElementwiseOp);

    private static IEnumerable<ElementwiseOp> Elementwise => Cases.Select(item => (ElementwiseOp)item.Op).DistinctBy(op => op.Name);

    [Theory, MemberData(nameof(Ops))]
    public void A_stated_derivative_is_the_derived_one(string op)
    {
        foreach (OpCase item in Cases.Where(item => item.Op.Name == op))
        {
            var function = (ElementwiseOp)item.Op;
            for (int input = 0; input <= function.Operands; input++)
            {
                Formula variable = input == 0 ? Formula.X : Formula.Operand(input - 1);
                foreach (double x in s_grid.Where(x => x > 0 || !item.Positive))
                    foreach (double operand in function.Operands == 0 ? [1.0] : s_grid.Where(operand => operand > 0 || !item.Positive))
                    {
                        double stated = Value(function, function.Backward(input), x, operand);
                        double derived = Value(function, Derivative.Of(function.Formula, variable), x, operand);
                        Assert.True(
                            Math.Abs(stated - derived) <= 1e-9 * Math.Max(1, Math.Abs(derived)),
                            FormattableString.Invariant($"{item}, input {input}, at {x} and {operand}: stated {stated:R}, derived {derived:R}."));
                    }
            }
        }
    }

    /// <summary>A derivative with dy = 1.5; what is not a formula is 0.</summary>
    private static double Value(ElementwiseOp function, Formula? derivative, double x, double operand)
    {
        EquatableArray<double> scalars = function.HyperParameters;
        double y = FormulaReference.Evaluate(function.Formula, x, [operand], scalars);
        if (derivative is null) return 0;
        Formula ofOperands = derivative.Replace(part => part == Formula.Y ? Formula.Operand(1) : part == Formula.Dy ? Formula.Operand(2) : null);
        return FormulaReference.Evaluate(ofOperands, x, [operand, y, 1.5], scalars);
    }

    [Fact]
    public void The_chain_rule_ends_at_the_formula_itself()
    {
        Formula swish = Formula.X * Formula.Sigmoid(Formula.X);
        Assert.Equal(Formula.Dy * Formula.Y, Derivative.Of(Formula.Exp(Formula.X), Formula.X));
        Assert.Equal(Formula.Dy * Formula.Y * (1 - Formula.Y), Derivative.Of(Formula.Sigmoid(Formula.X), Formula.X));
        Assert.Equal(
            (Formula.Dy * Formula.Sigmoid(Formula.X)) + (Formula.Dy * Formula.X * Formula.Sigmoid(Formula.X) * (1 - Formula.Sigmoid(Formula.X))),
            Derivative.Of(swish, Formula.X));
        Assert.Null(Derivative.Of(swish, Formula.Operand(0)));
        Assert.Null(Derivative.Of(Formula.WhereLess(0, Formula.X, 1, 0), Formula.X));
    }

    [Fact]
    public void A_vector_text_has_the_parentheses_that_the_formula_needs()
    {
        Formula x = Formula.X, y = Formula.Operand(0), s = Formula.Scalar(0);
        Assert.Equal("x - (o - x) - o", Write(x - (y - x) - y));
        Assert.Equal("x / (o * s) * -(x + o)", Write(x / (y * s) * -(x + y)));
        Assert.Equal("x * (o / s)", Write(x * (y / s)));
        Assert.Equal("Vector256.MinNative(s, Vector256.MaxNative(Vector256<float>.Zero, x))", Write(Formula.Min(Formula.Max(x, 0), s)));
        Assert.Equal("Vector256.Max(x, o)", Write(Formula.Max(x, y)));
    }

    private static string Write(Formula formula) =>
        new FormulaText(VectorText.V256, "x", ["o"], ["s"]).Write(formula);
}
