using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Fused"/> is computed.</summary>
internal sealed class FusedImplementation(Fused op) : Implementation<Fused>(op)
{
    /// <summary>A loop reads all inputs element by element, a kernel the operands of its epilogue.</summary>
    public override bool MayOverwrite(int input, int inputs) => Op.Producer is ElementwiseOp || input >= inputs - Op.Operands;

    public override bool ReadsPart(int input) => Of(Op.Producer).ReadsPart(input);

    /// <summary>If a kernel runs the epilogue, operands must have the result's layout; a loop reads each by its own strides.</summary>
    public override bool WritesPart(int output) =>
        Op.Producer is ElementwiseOp || (Op.Operands == 0 && Of(Op.Producer).WritesPart(output));

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < Op.Split(inputs).Producer.Count ? Of(Op.Producer).PackingOf(input, inputs, outputs) : null;

    /// <summary>Operands are read where the result is stored, and nowhere around it.</summary>
    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < Op.Split(inputs).Producer.Count ? Of(Op.Producer).InputBorder(input, Op.Split(inputs).Producer, outputs) : default;

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Of(Op.Producer).WorkspaceFloats(inputs, outputs);

    public override void Write(StepBuilder step)
    {
        if (Op.Producer is ElementwiseOp first) step.MapLoops([first, .. Op.Epilogue]);
        else Of(Op.Producer).Write(step);
    }
}
