using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Work over a batch that is cut by channels: an item is 16 of them, a vector of channels-last memory.</summary>
internal readonly record struct ChannelRange(Expression First, Expression End)
{
    /// <summary>Cuts a phase by the channels of a map; <paramref name="cost"/> is that of one element.</summary>
    public static ChannelRange Of(StepBuilder step, Geometry x, long cost = StepBuilder.CostOfElement)
    {
        (Expression first, Expression end) = step.Items("Channel", x.Channels, Geometry.Alignment, (long)x.Height * x.Width * cost * step.Batch);
        return new ChannelRange(first, end);
    }
}
