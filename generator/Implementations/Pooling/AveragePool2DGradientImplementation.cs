using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="AveragePool2DGradient"/> is computed.</summary>
internal sealed class AveragePool2DGradientImplementation(AveragePool2DGradient op) : Implementation<AveragePool2DGradient>(op)
{
    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override void Emit(StepText step) =>
        step.Call($"{step.Kernel(PoolArguments.IsChannelsLast(step) ? KernelFamily.AveragePoolGradient : KernelFamily.PlanarAveragePoolGradient)}.Run",
            $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}",
            PoolArguments.Shape(step, Op.Forward.Window, step.Output(), step.Input(0), step.Output(), step.Input(0), Op.Forward.CountPadding));
}
