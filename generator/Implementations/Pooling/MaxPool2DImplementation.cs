using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MaxPool2D"/> is computed.</summary>
internal sealed class MaxPool2DImplementation(MaxPool2D op) : Implementation<MaxPool2D>(op)
{
    public override string? Title(LaidOutType output) => PoolArguments.Title(output);

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override void Write(StepBuilder step) =>
        PoolArguments.WriteForward(step, Op.Window, KernelFamily.MaxPool, KernelFamily.PlanarMaxPool);
}
