using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MaxPool2D"/> is computed.</summary>
internal sealed class MaxPool2DImplementation(MaxPool2D op) : Implementation<MaxPool2D>(op)
{
    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override void Emit(StepText step) =>
        step.Call($"{step.Kernel(PoolArguments.IsChannelsLast(step) ? KernelFamily.MaxPool : KernelFamily.PlanarMaxPool)}.Run",
            $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", PoolArguments.Shape(step, Op.Window, step.Input(0), step.Output()));
}
