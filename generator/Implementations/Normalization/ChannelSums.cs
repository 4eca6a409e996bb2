using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Sums over a batch that are cut by channels: an item is 16 of them, a vector of channels-last memory.</summary>
internal static class ChannelSums
{
    /// <summary>The partial sums of one or more vectors with an element for each channel; <paramref name="cost"/> is that of one element.</summary>
    public static PartialSums Partial(Geometry x, int vectors, long cost = StepBuilder.CostOfElement) => PartialSums.OverBatch(
        new Cut(x.Channels, Geometry.Alignment).ItemCount, (long)x.Channels * x.Height * x.Width * cost,
        Enumerable.Repeat((long)x.Channels, vectors));

    /// <summary>Cuts a phase that sums the channels of a map, and begins a loop over the chunks.</summary>
    public static IDisposable Items(StepBuilder step, Geometry x, out SumItem channels, long cost = StepBuilder.CostOfElement) =>
        step.SumItems("Channel", x.Channels, Geometry.Alignment, (long)x.Height * x.Width * cost * step.Batch, out channels);
}
