using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="OutputGradient"/> is computed.</summary>
internal sealed class OutputGradientImplementation(OutputGradient op) : Implementation<OutputGradient>(op)
{
    public override bool MayOverwrite(int input, int inputs) => input == 0;

    public override bool FlatMemory => true;

    public override void Emit(StepText step)
    {
        Geometry map = step.Output();
        string start = SourceWriter.Number(-map.Interior);
        step.Call("global::Kiln.Kernels.Reductions.Scale", $"ref {step.InputAt(0, start)}", $"ref {step.OutputAt(0, start)}", SourceWriter.Number(map.Floats),
            "kiln.Scale");
    }
}
