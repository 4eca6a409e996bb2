using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Upsample"/> is computed.</summary>
internal sealed class UpsampleImplementation(Upsample op) : Implementation<Upsample>(op)
{
    public override string? Title(LaidOutType output) => "copy";

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    /// <summary>Whole pixels are copied and mixed, a vector of channels at a time.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override void Write(StepBuilder step) => Write(Op, step, $"{Op.Interpolation}", step.Input(0));

    /// <summary>A call over the small map's size; inputs before outputs.</summary>
    public static void Write(Upsample op, StepBuilder step, string method, Geometry small)
    {
        Lines channels = step.Channels(StepBuilder.CostOfElement, isChannelsLast: true);
        step.Call("Upsampling", method,
            step.InputAt(0, channels.Offset(step.Input(0))), StepBuilder.Strides(step.Input(0)), step.OutputAt(0, channels.Offset(step.Output())),
            StepBuilder.Strides(step.Output()), channels.Count, small.Height, small.Width, op.Factor);
        step.FillBorder(0, channels);
    }
}
