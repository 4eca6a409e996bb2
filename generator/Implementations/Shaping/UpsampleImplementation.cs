using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Upsample"/> is computed.</summary>
internal sealed class UpsampleImplementation(Upsample op) : Implementation<Upsample>(op)
{
    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    /// <summary>Whole pixels are copied and mixed, a vector of channels at a time.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.ChannelsLast;

    public override void Emit(StepText step) => Emit(Op, step, $"{Op.Interpolation}", step.Input(0));

    /// <summary>A call over the small map's size; inputs before outputs.</summary>
    public static void Emit(Upsample op, StepText step, string method, Geometry small) => step.Call($"global::Kiln.Kernels.Upsampling.{method}",
        $"ref {step.InputAt(0)}", StepText.Strides(step.Input(0)), $"ref {step.OutputAt()}", StepText.Strides(step.Output()),
        SourceWriter.Number(Geometry.Align(small.Channels)), SourceWriter.Number(small.Height), SourceWriter.Number(small.Width), SourceWriter.Number(op.Factor));
}
