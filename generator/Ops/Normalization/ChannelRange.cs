using Kiln.Generator.Emit;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>Batch-coupled work that is cut by channels: an item is 16 of them, a vector of channels-last memory.</summary>
internal static class ChannelRange
{
    public static (string Items, string Cost) Work(StepText step)
    {
        Geometry x = step.Input(0);
        return (SourceWriter.Number((x.Channels + Geometry.Alignment - 1) / Geometry.Alignment), FormattableString.Invariant($"{4 * x.Height * x.Width * Geometry.Alignment} * batch"));
    }

    public const string First = "16 * first";

    public static string Last(Geometry x) => FormattableString.Invariant($"nint.Min(16 * last, {x.Channels})");
}
