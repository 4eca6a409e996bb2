using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// The gradient that an element-wise op passes to one of its inputs. Inputs: dy, then those of y, x and the operands that its formula reads, in that order.
/// </summary>
internal sealed record ElementwiseGradient(ElementwiseOp Of, int Input) : ElementwiseOp(FormulaOf(Of.Backward(Input)!), Of.HyperParameters)
{
    /// <summary>Ops whose formula may be the derivative of another's.</summary>
    private static readonly ElementwiseOp[] s_plain = [new Negate(), new Multiply(), new Divide()];

    /// <summary>The tensors that it reads besides dy, in the order of its inputs.</summary>
    public IReadOnlyList<Formula.Variable> Reads => ReadsOf(Of.Backward(Input)!);

    public override string Name => $"{Of.Name}Gradient{(Input == 0 ? "" : "OfOperand")}";

    protected internal override Formula? Backward(int input) => null;

    protected internal override string Detail => Of.Detail;

    /// <summary>Adds what an op passes to an input, where that is not 0 everywhere: dy itself, a plain op, or a gradient op.</summary>
    public static void Contribute(Gradient gradient, ElementwiseOp op, int input)
    {
        if (op.Backward(input) is not { } backward) return;
        if (backward == Dy)
        {
            gradient.Contribute(input, gradient.Dy);
            return;
        }

        IEnumerable<Value> reads = ReadsOf(backward).Select(variable =>
            variable.Leaf == Leaf.Y ? gradient.Output() : gradient.Input(variable.Leaf == Leaf.X ? 0 : variable.Index + 1));
        gradient.Contribute(input, OpFor(op, input), [gradient.Dy, .. reads]);
    }

    /// <summary>The op that computes a derivative: a plain one where its formula is the same.</summary>
    private static ElementwiseOp OpFor(ElementwiseOp op, int input)
    {
        ElementwiseOp own = new ElementwiseGradient(op, input);
        return s_plain.Append(op).FirstOrDefault(candidate => candidate.Formula == own.Formula) ?? own;
    }

    /// <summary>A derivative as a function of dy, its x, and of what else it reads, its operands.</summary>
    private static Formula FormulaOf(Formula backward)
    {
        Formula.Variable[] reads = ReadsOf(backward);
        return backward.Replace(part => part is not Formula.Variable variable || variable.Leaf == Leaf.Scalar ? null
            : variable.Leaf == Leaf.Dy ? X
            : Formula.Operand(Array.IndexOf(reads, variable)));
    }

    /// <summary>The tensors that a derivative reads besides dy.</summary>
    private static Formula.Variable[] ReadsOf(Formula backward)
    {
        IEnumerable<Formula.Variable> reads = backward.Variables.Where(variable => variable.Leaf is Leaf.Y or Leaf.X or Leaf.Operand).Distinct();
        return [.. reads.OrderBy(variable => variable.Leaf == Leaf.Y ? -1 : variable.Leaf == Leaf.X ? 0 : variable.Index + 1)];
    }

    /// <summary>The gradient ops of all cases of the element-wise ops.</summary>
    public static IEnumerable<OpCase> Cases =>
        from row in OpTable.Ops
        where row.Op.IsSubclassOf(typeof(ElementwiseOp)) && row.Op != typeof(ElementwiseGradient)
        from item in row.Cases()
        let op = (ElementwiseOp)item.Op
        from input in Enumerable.Range(0, op.Operands + 1)
        let backward = op.Backward(input)
        where backward is not null && backward != Dy && OpFor(op, input) is ElementwiseGradient
        select new OpCase($"{item}, input {input}", new ElementwiseGradient(op, input), [item.Outputs[0], .. ReadsOf(backward).Select(_ => item.Outputs[0])])
        {
            Positive = item.Positive,
            WithoutNetwork = item.WithoutNetwork,
            WithoutSpecialValues = item.WithoutSpecialValues,
            WithoutSubnormals = item.WithoutSubnormals,
        };
}
