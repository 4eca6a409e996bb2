using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = f(x, further operands of the same shape). Element-wise ops share everything but f: they fuse into the epilogue of the kernel
/// that makes x, or chain into one loop.
/// </summary>
internal abstract record ElementwiseOp : Op
{
    /// <summary>Tensors read beside x.</summary>
    public virtual int Operands => 0;

    /// <summary>Hyper-parameters, passed to the kernel as floats.</summary>
    public virtual EquatableArray<double> Scalars => [];

    public sealed override bool WorksOnParameters => true;

    public sealed override int OverwritesInput => 0;

    public sealed override bool FlatMemory => true;

    public sealed override bool ReadsPart(int input) => true;

    public sealed override bool WritesPart(int output) => true;

    public sealed override (Op Op, EquatableArray<Value> Inputs)? Recompute(GraphNode node, Value self) => (this, node.Inputs);

    /// <summary>f in float64.</summary>
    public abstract double Apply(double x, ReadOnlySpan<double> operands);

    /// <summary>f as vector source.</summary>
    public abstract string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars);

    /// <summary>What kernels see of this op.</summary>
    public ElementwiseText Text => new(Name, Operands, Scalars.Count, Formula);

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
        Span<double> operands = stackalloc double[Operands];
        for (int i = 0; i < x.Length; i++)
        {
            for (int operand = 0; operand < operands.Length; operand++) operands[operand] = reference.Input(operand + 1).Data[i];
            y[i] = Apply(x[i], operands);
        }
    }

    public override void Emit(StepText step) => Emit(step, [this]);

    /// <summary>One loop over the map for this op and those chained behind it.</summary>
    internal static void Emit(StepText step, IReadOnlyList<ElementwiseOp> chain) => step.WriteMapLoops(0, chain, 1);
}
