using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BiasGradient"/> is computed.</summary>
internal sealed class BiasGradientImplementation(BiasGradient op) : Implementation<BiasGradient>(op)
{
    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.FeaturesLast ? MemoryOrder.Rows : null;

    public override (string Items, string Cost) Work(StepText step)
    {
        Geometry dy = Pixels(step);
        int items = (dy.Channels + Geometry.Alignment - 1) / Geometry.Alignment;
        long elements = (long)dy.Height * dy.Width * Geometry.Alignment;
        return (SourceWriter.Number(items), $"{SourceWriter.Number(elements)} * (long){step.Batch}");
    }

    public override void Emit(StepText step)
    {
        Geometry dy = Pixels(step);
        step.Call("global::Kiln.Kernels.Reductions.ChannelSums", $"ref {step.InputAt(0)}", step.MapBatch(dy, step.InputStride(0)),
            ChannelRange.First, ChannelRange.Last(dy), $"ref {step.OutputAt()}", step.Accumulate);
    }

    /// <summary>The tokens of a sequence are pixels whose channels are neighbours.</summary>
    private Geometry Pixels(StepText step)
    {
        Geometry dy = step.Input(0);
        return Op.FeaturesLast ? dy with { Channels = dy.Width, Height = 1, Width = dy.Channels, Channel = 1, Pixel = dy.Channel } : dy;
    }
}
