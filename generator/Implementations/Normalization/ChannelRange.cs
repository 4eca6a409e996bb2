using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;

namespace Kiln.Generator.Implementations;

/// <summary>Batch-coupled work that is cut by channels: an item is 16 of them, a vector of channels-last memory.</summary>
internal static class ChannelRange
{
    public static (string Items, string Cost) Work(StepText step)
    {
        Geometry x = step.Input(0);
        int items = (x.Channels + Geometry.Alignment - 1) / Geometry.Alignment;
        long elements = 4L * x.Height * x.Width * Geometry.Alignment;
        return (SourceWriter.Number(items), $"{SourceWriter.Number(elements)} * (long){step.Batch}");
    }

    /// <summary>Fills the border of the range's channels of an output, for every sample.</summary>
    public static void FillBorder(StepText step, int output)
    {
        if (!step.FillsBorder(output)) return;
        Geometry map = step.Output(output);
        string count = $"{Last(map)} - {First}";
        using SourceWriter.Scope loop = step.Writer.Block("for (nint sample = 0; sample < batch; sample++)");
        step.FillBorder(output, "sample", $"({First})", map.IsChannelsLast ? $"({count} + 15) / 16 * 16" : count);
    }

    public const string First = "16 * first";

    public static string Last(Geometry x) =>
        x.Channels % Geometry.Alignment == 0 ? "16 * last" : FormattableString.Invariant($"nint.Min(16 * last, {x.Channels})");
}
