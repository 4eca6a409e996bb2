using Kiln.Generator.Formulas;

namespace Kiln.Generator.Emit;

/// <summary>Prints a formula as an expression of doubles, for tables.</summary>
internal static class ScalarFormulaText
{
    private const string Math = "global::System.Math.", Functions = KernelSet.Library + "ScalarFunctions.";

    /// <summary>An op of one variable applied to an expression.</summary>
    public static string Of(ElementwiseOp op, string x) => Of(op.Formula, x, op.HyperParameters);

    private static string Of(Formula formula, string x, EquatableArray<double> scalars)
    {
        string Inner(Formula part) => Of(part, x, scalars);
        return formula switch
        {
            Formula.Variable { Leaf: Leaf.X } => x,
            Formula.Variable { Leaf: Leaf.Scalar } scalar => Number(scalars[scalar.Index]),
            Formula.Number number => Number(number.Value),
            Formula.Unary { Function: Function.Negate } negate => $"(-{Inner(negate.Argument)})",
            Formula.Unary { Function: Function.Abs or Function.Sqrt or Function.Exp or Function.Log or Function.Tanh } unary =>
                $"{Math}{unary.Function}({Inner(unary.Argument)})",
            Formula.Unary unary => $"{Functions}{unary.Function}({Inner(unary.Argument)})",
            Formula.Binary { Operation: Operation.Power } power => $"{Math}Pow({Inner(power.Left)}, {Inner(power.Right)})",
            Formula.Binary { Operation: Operation.Max or Operation.Min } extreme =>
                $"{Math}{extreme.Operation}({Inner(extreme.Left)}, {Inner(extreme.Right)})",
            Formula.Binary binary => $"({Inner(binary.Left)} {Symbol(binary.Operation)} {Inner(binary.Right)})",
            Formula.Select select => $"({Inner(select.Left)} {Symbol(select.Comparison)} {Inner(select.Right)} "
                + $"? {Inner(select.Then)} : {Inner(select.Otherwise)})",
            _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "No text is known for this formula of one variable."),
        };
    }

    private static string Number(double value) => SourceWriter.Double(value);

    private static string Symbol(Operation operation) => operation switch
    {
        Operation.Add => "+", Operation.Subtract => "-", Operation.Multiply => "*", _ => "/",
    };

    private static string Symbol(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<", Comparison.LessOrEqual => "<=", _ => "==",
    };
}
