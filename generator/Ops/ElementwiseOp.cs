using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = f(x, further operands of the same shape). Element-wise ops share everything but f: they fuse into the epilogue of the kernel
/// that makes x, or chain into one loop.
/// </summary>
/// <param name="Formula">f.</param>
/// <param name="HyperParameters">The values of <see cref="Formula.Scalar"/>, by index.</param>
internal abstract record ElementwiseOp(Formula Formula, params EquatableArray<double> HyperParameters) : Op(WorksOnParameters: true)
{
    /// <summary>Formula and hyper-parameters follow from an op's kind and its own parameters, which are compared.</summary>
    public virtual bool Equals(ElementwiseOp? other) => base.Equals(other);

    public override int GetHashCode() => base.GetHashCode();

    /// <summary>Tensors read besides x.</summary>
    public int Operands { get; } =
        Formula.Variables.Where(variable => variable.Leaf == Leaf.Operand).Select(variable => variable.Index + 1).DefaultIfEmpty(0).Max();

    /// <summary>
    /// A sum, product or extreme of x and one operand. Maximum and minimum hold +0 for larger than -0 (IEEE 754-2019), so that no tie shows which came first.
    /// </summary>
    public sealed override bool Commutes =>
        Formula is Formula.Binary { Operation: Operation.Add or Operation.Multiply or Operation.Max or Operation.Min } binary
        && binary.Left == X && binary.Right == Operand;

    /// <summary>Whether kernels have a step of it whose operand is a number for each channel.</summary>
    public bool ReadsChannels => Commutes;

    /// <summary>The hyper-parameters that f reads, passed to the kernel as floats in the order of their indices.</summary>
    public EquatableArray<double> Scalars => ScalarsRead().Select(index => HyperParameters[index]).ToEquatableArray();

    protected static Formula X => Formula.X;

    protected static Formula Y => Formula.Y;

    protected static Formula Dy => Formula.Dy;

    protected static Formula Operand => Formula.Operand(0);

    protected static Formula Scalar(int index) => Formula.Scalar(index);

    /// <summary>
    /// dy times the derivative of f by an input, or null if that is 0 everywhere. It is derived from f; an op states it if that keeps y instead of x, or
    /// takes fewer operations.
    /// </summary>
    protected internal virtual Formula? Backward(int input) => Derivative.Of(Formula, input == 0 ? X : Formula.Operand(input - 1));

    public sealed override bool IsCheap => true;

    /// <summary>What kernels see of this op.</summary>
    public ElementwiseStep Step
    {
        get
        {
            int[] read = ScalarsRead();
            return new(Name, Operands, read.Length, Formula.Replace(part =>
                part is Formula.Variable { Leaf: Leaf.Scalar } scalar ? Formula.Scalar(Array.IndexOf(read, scalar.Index)) : null));
        }
    }

    public sealed override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        foreach (TensorType input in inputs)
            if (input.Element != DType.Float32) return new Problem(ShapeProblems.WrongElementType, Name, DType.Float32.Keyword(), input);
        for (int i = 1; i < inputs.Count; i++)
            if (inputs[i].Shape != inputs[0].Shape) return new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[i].Shape);
        return inputs[0];
    }

    public sealed override void Evaluate(Reference reference)
    {
        double[] x = reference.Input().Data, y = reference.Output().Data;
        (Formula formula, EquatableArray<double> scalars) = (Formula, HyperParameters);
        Span<double> operands = stackalloc double[Operands];
        for (int i = 0; i < x.Length; i++)
        {
            for (int operand = 0; operand < operands.Length; operand++) operands[operand] = reference.Input(operand + 1).Data[i];
            y[i] = FormulaReference.Evaluate(formula, x[i], operands, scalars);
        }
    }

    /// <summary>Computes an op and element-wise steps on its result; the inputs are the op's, then the operands of each step in order.</summary>
    public static void EvaluateChain(Op first, EquatableArray<ElementwiseOp> steps, Reference reference)
    {
        int own = reference.InputCount - steps.Sum(step => step.Operands);
        Reference Of(IEnumerable<Tensor> inputs) => reference.Over(inputs, Enumerable.Range(0, reference.OutputCount).Select(reference.Output));
        first.Evaluate(Of(Enumerable.Range(0, own).Select(reference.Input)));
        foreach (ElementwiseOp step in steps)
        {
            // An element of the result depends on no other, so that it may be stored over the one that is read.
            step.Evaluate(Of(Enumerable.Range(own, step.Operands).Select(reference.Input).Prepend(reference.Output())));
            own += step.Operands;
        }
    }

    public sealed override void Differentiate(Gradient gradient)
    {
        for (int input = 0; input <= Operands; input++)
            ElementwiseGradient.Contribute(gradient, this, input);
    }

    private int[] ScalarsRead() =>
        [.. Formula.Variables.Where(variable => variable.Leaf == Leaf.Scalar).Select(variable => variable.Index).Distinct().OrderBy(index => index)];
}
