using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="UpsampleGradient"/> is computed.</summary>
internal sealed class UpsampleGradientImplementation(UpsampleGradient op) : Implementation<UpsampleGradient>(op)
{
    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override void Write(StepBuilder step) => UpsampleImplementation.Write(Op.Forward, step, $"{Op.Forward.Interpolation}Gradient", step.Output());
}
