using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Fused"/> is computed.</summary>
internal sealed class FusedImplementation(Fused op) : Implementation<Fused>(op)
{
    public override int OverwritesInput => Implementation.Of(Op.Producer).OverwritesInput;

    public override bool ReadsPart(int input) => Implementation.Of(Op.Producer).ReadsPart(input);

    /// <summary>Where a kernel runs the epilogue, operands must lie like the result; a loop reads each by its own strides.</summary>
    public override bool WritesPart(int output) =>
        Op.Producer is ElementwiseOp || (Op.Epilogue.All(step => step.Operands == 0) && Of(Op.Producer).WritesPart(output));

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < Op.Split(inputs).Producer.Count ? Implementation.Of(Op.Producer).PackingOf(input, inputs, outputs) : null;

    public override (Expression Items, Expression Cost) Work(StepBuilder step) => Implementation.Of(Op.Producer).Work(step);

    public override void Write(StepBuilder step)
    {
        if (Op.Producer is ElementwiseOp first) step.MapLoops([first, .. Op.Epilogue]);
        else Implementation.Of(Op.Producer).Write(step);
    }
}
