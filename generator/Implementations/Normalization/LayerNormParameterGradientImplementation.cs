using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LayerNormParameterGradient"/> is computed.</summary>
internal sealed class LayerNormParameterGradientImplementation(LayerNormParameterGradient op) : Implementation<LayerNormParameterGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < 2 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override (string Items, string Cost) Work(StepText step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0));
        long items = (x.Columns + Geometry.Alignment - 1) / Geometry.Alignment, elements = 4 * x.Rows * Geometry.Alignment;
        return (SourceWriter.Number(items), $"{SourceWriter.Number(elements)} * (long){step.Batch}");
    }

    public override void Emit(StepText step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0));
        IEnumerable<string> inputs = Enumerable.Range(0, 4)
            .SelectMany(input => new[] { $"ref {step.InputAt(input)}", SourceWriter.Number(step.InputStride(input)) });
        step.Call("global::Kiln.Kernels.LayerNormalization.ParameterGradients",
            [.. inputs, "batch", SourceWriter.Number(x.Rows), SourceWriter.Number(x.Stride),
                FormattableString.Invariant($"{Geometry.Alignment} * first"),
                FormattableString.Invariant($"nint.Min({Geometry.Alignment} * last, {x.Columns})"),
                $"ref {step.OutputAt(0)}", $"ref {step.OutputAt(1)}", step.Accumulate]);
    }
}
