using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Recomputed"/> is computed.</summary>
internal sealed class RecomputedImplementation(Recomputed op) : Implementation<Recomputed>(op)
{
    public override int OverwritesInput => Implementation.Of(Op.Again).OverwritesInput;

    public override bool FlatMemory => Implementation.Of(Op.Again).FlatMemory;

    public override bool WritesBorderedMaps => Implementation.Of(Op.Again).WritesBorderedMaps;

    public override bool ReadsBorderedMaps => Implementation.Of(Op.Again).ReadsBorderedMaps;

    public override bool ReadsPart(int input) => Implementation.Of(Op.Again).ReadsPart(input);

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.OnlyWaitsFor(input, inputs.Count) ? null : Implementation.Of(Op.Again).InputOrder(input, Recomputed.Own(inputs), outputs);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Implementation.Of(Op.Again).OutputOrder(output, Recomputed.Own(inputs), outputs);

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.OnlyWaitsFor(input, inputs.Count) ? default : Implementation.Of(Op.Again).InputBorder(input, Recomputed.Own(inputs), outputs);

    public override void Write(StepBuilder step) => Implementation.Of(Op.Again).Write(step);
}
