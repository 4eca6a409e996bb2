using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Batch-coupled work that is cut by channels: an item is 16 of them, a vector of channels-last memory.</summary>
internal static class ChannelRange
{
    public static Expression First { get; } = Geometry.Alignment * Expression.First;

    public static (Expression Items, Expression Cost) Work(StepBuilder step)
    {
        Geometry x = step.Input(0);
        return ((x.Channels + Geometry.Alignment - 1) / Geometry.Alignment, 4L * x.Height * x.Width * Geometry.Alignment * step.Batch);
    }

    /// <summary>Fills the border of the range's channels of an output, for every sample.</summary>
    public static void FillBorder(StepBuilder step, int output)
    {
        if (!step.FillsBorder(output)) return;
        Geometry map = step.Output(output);
        Expression count = Last(map) - First;
        using (step.Loop("sample", 0, Expression.Batch))
            step.FillBorder(
                output, Expression.Sample, First, map.IsChannelsLast ? Geometry.Alignment * Expression.Ceiling(count, Geometry.Alignment) : count);
    }

    public static Expression Last(Geometry x) => x.Channels % Geometry.Alignment == 0
        ? Geometry.Alignment * Expression.Last
        : Expression.Min(Geometry.Alignment * Expression.Last, x.Channels);
}
