using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="GradientSum"/> is computed.</summary>
internal sealed class GradientSumImplementation(GradientSum op) : Implementation<GradientSum>(op)
{
    /// <summary>Elements that one item adds.</summary>
    private const int ElementsPerItem = 4096;

    public override (string Items, string Cost) Work(StepText step) =>
        (SourceWriter.Number((step.OutputType().Shape.ElementCount + ElementsPerItem - 1) / ElementsPerItem), SourceWriter.Number(ElementsPerItem));

    public override void Emit(StepText step)
    {
        string perItem = SourceWriter.Number(ElementsPerItem), elements = SourceWriter.Number(step.OutputType().Shape.ElementCount);
        step.Writer.Line($"nint begin = {perItem} * (nint)first, end = nint.Min({perItem} * (nint)last, {elements});");
        step.Call("global::Kiln.Kernels.Reductions.Add", $"ref {step.InputAt(0, "begin")}", $"ref {step.InputAt(1, "begin")}",
            $"ref {step.OutputAt(0, "begin")}", "end - begin", step.Accumulate);
    }
}
