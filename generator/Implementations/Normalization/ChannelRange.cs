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

    /// <summary>Fills the border of the range's channels of an output, for every sample.</summary>
    public void FillBorder(StepBuilder step, int output)
    {
        if (!step.FillsBorder(output)) return;
        Expression count = End - First;
        if (step.Output(output).IsChannelsLast) count = Geometry.Alignment * Expression.Ceiling(count, Geometry.Alignment);
        using (step.Loop("sample", 0, Expression.Batch)) step.FillBorder(output, Expression.Sample, First, count);
    }
}
