using Kiln.Generator.Formulas;

namespace Kiln.Generator.Emit.Kernels;

/// <summary>Prints formulas as C# over vectors of one width. Operands and scalars arrive as vector expressions, the scalars already broadcast.</summary>
internal sealed class FormulaText(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars)
{
    /// <summary>How tightly C# binds what was printed.</summary>
    private enum Binding { Additive, Multiplicative, Unary, Primary }

    public string Write(Formula formula) => Write(formula, Binding.Additive);

    /// <summary>The text of a part, in parentheses where it binds less tightly than its place asks for.</summary>
    private string Write(Formula formula, Binding place)
    {
        (string text, Binding binding) = formula switch
        {
            Formula.Variable variable => (NameOf(variable), Binding.Primary),
            Formula.Number number => (number.Value == 0 ? vector.Zero : vector.Broadcast(SourceWriter.Float(number.Value)), Binding.Primary),
            Formula.Unary { Function: Function.Negate } negated => ("-" + Write(negated.Argument, Binding.Primary), Binding.Unary),
            Formula.Unary unary => ($"{MethodOf(unary.Function)}({Write(unary.Argument)})", Binding.Primary),
            Formula.Binary binary => Write(binary),
            Formula.Select select => ($"{vector.Class}.ConditionalSelect({Compare(select)}, {Write(select.Then)}, {Write(select.Otherwise)})", Binding.Primary),
            _ => throw new ArgumentOutOfRangeException(nameof(formula)),
        };
        return binding < place ? $"({text})" : text;
    }

    private (string Text, Binding Binding) Write(Formula.Binary binary) => binary.Operation switch
    {
        Operation.Add => (Infix(binary, "+", Binding.Additive, Binding.Multiplicative), Binding.Additive),
        Operation.Subtract => (Infix(binary, "-", Binding.Additive, Binding.Multiplicative), Binding.Additive),
        Operation.Multiply => (Infix(binary, "*", Binding.Multiplicative, Binding.Unary), Binding.Multiplicative),
        Operation.Divide => (Infix(binary, "/", Binding.Multiplicative, Binding.Unary), Binding.Multiplicative),
        Operation.Power => ($"{KernelSet.Library}VectorMath.Power({Write(binary.Left)}, {Write(binary.Right)})", Binding.Primary),
        Operation.Max => (Extreme(binary, "Max"), Binding.Primary),
        Operation.Min => (Extreme(binary, "Min"), Binding.Primary),
        _ => throw new ArgumentOutOfRangeException(nameof(binary)),
    };

    private string Infix(Formula.Binary binary, string sign, Binding left, Binding right) => $"{Write(binary.Left, left)} {sign} {Write(binary.Right, right)}";

    /// <summary>
    /// Where one side is never NaN, the machine's own instruction does: it gives its right operand where either side is NaN (x86), or NaN (Arm). Else it takes
    /// several on x86.
    /// </summary>
    private string Extreme(Formula.Binary binary, string method)
    {
        (Formula left, Formula right) = IsConstant(binary.Right) ? (binary.Right, binary.Left) : (binary.Left, binary.Right);
        return $"{vector.Class}.{method}{(IsConstant(left) ? "Native" : "")}({Write(left)}, {Write(right)})";
    }

    private static bool IsConstant(Formula formula) => formula is Formula.Number or Formula.Variable { Leaf: Leaf.Scalar };

    private string Compare(Formula.Select select)
    {
        string method = select.Comparison switch { Comparison.Less => "LessThan", Comparison.LessOrEqual => "LessThanOrEqual", _ => "Equals" };
        return $"{vector.Class}.{method}({Write(select.Left)}, {Write(select.Right)})";
    }

    private string NameOf(Formula.Variable variable) => variable.Leaf switch
    {
        Leaf.X => x,
        Leaf.Operand => operands[variable.Index],
        Leaf.Scalar => scalars[variable.Index],
        _ => throw new ArgumentException($"{variable.Leaf} is a variable of derivatives; their ops read it as x or as an operand."),
    };

    private string MethodOf(Function function) =>
        function is Function.Abs or Function.Sqrt ? $"{vector.Class}.{function}" : $"{KernelSet.Library}VectorMath.{function}";
}
