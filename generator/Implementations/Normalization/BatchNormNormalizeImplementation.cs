using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormNormalize"/> is computed.</summary>
internal sealed class BatchNormNormalizeImplementation(BatchNormNormalize op) : Implementation<BatchNormNormalize>(op)
{
    public override bool ReadsPart(int input) => input == 0;

    public override void Emit(StepText step)
    {
        Geometry x = step.Input(0);
        step.Writer.Line(
            $"global::Kiln.Kernels.MapBatch x = {step.MapBatch(x, step.InputStride(0), "1")}, y = {step.MapBatch(step.Output(), step.OutputStride(), "1")};");
        step.Call("global::Kiln.Kernels.BatchNormalization.Normalize", $"ref {step.InputAt(0)}", "in x", $"ref {step.OutputAt()}", "in y", "0",
            SourceWriter.Number(x.Channels), $"ref {step.InputAt(3)}", $"ref {step.InputAt(4)}", $"ref {step.InputAt(1)}", $"ref {step.InputAt(2)}");
    }
}
