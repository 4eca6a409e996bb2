using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Recomputed"/> is computed.</summary>
internal sealed class RecomputedImplementation(Recomputed op) : Implementation<Recomputed>(op)
{
    public override bool MayOverwrite(int input, int inputs) =>
        !Op.OnlyWaitsFor(input, inputs) && Of(Op.Again).MayOverwrite(input, inputs - 1);

    public override bool FlatMemory => Of(Op.Again).FlatMemory;

    public override bool WritesBorderedMaps => Of(Op.Again).WritesBorderedMaps;

    public override bool ReadsBorderedMaps => Of(Op.Again).ReadsBorderedMaps;

    public override bool ReadsPart(int input) => Of(Op.Again).ReadsPart(input);

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.OnlyWaitsFor(input, inputs.Count) ? null : Of(Op.Again).InputOrder(input, Recomputed.Own(inputs), outputs);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Of(Op.Again).OutputOrder(output, Recomputed.Own(inputs), outputs);

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.OnlyWaitsFor(input, inputs.Count) ? default : Of(Op.Again).InputBorder(input, Recomputed.Own(inputs), outputs);

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Of(Op.Again).WorkspaceFloats(Recomputed.Own(inputs), outputs);

    public override void Write(StepBuilder step) => Of(Op.Again).Write(step);
}
