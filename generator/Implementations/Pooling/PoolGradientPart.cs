using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A worker's part of a pooling's gradient: lines of dx, and those of dy that reach them. Where <paramref name="Dy"/> is null, dx's lines are rows to which all
/// windows give that reach them; the kernel finds these itself. Where <paramref name="IsTurned"/>, it takes a map of one row for one column, so that its pixels
/// are rows.
/// </summary>
internal readonly record struct PoolGradientPart(Lines Dx, Lines? Dy, bool IsTurned = false)
{
    /// <summary>Fewer items are too few for several threads.</summary>
    private const int FewItems = 4;

    /// <summary>
    /// Cuts a step. Where rows of windows do not overlap, and are more than vectors of channels, an item is one of them; else it is a channel or a vector of
    /// them. Where both are few, items are rows of dx, or columns if there is one row.
    /// </summary>
    public static PoolGradientPart Cut(StepBuilder step, Window window, Geometry dy)
    {
        Geometry dx = step.Output();
        bool isChannelsLast = PoolArguments.IsChannelsLast(step), overlaps = window.PadTop > 0 || window.KernelHeight > window.StrideHeight;
        long taps = (long)dy.Height * dy.Width * window.KernelHeight * window.KernelWidth * PoolArguments.CostOfTap;
        long cost = 1 + (taps / ((long)dx.Height * dx.Width));
        bool isByWindows = !overlaps && dy.Height >= dx.Channels / (isChannelsLast ? Geometry.Alignment : 1);
        long items = isByWindows ? dy.Height : new Cut(dx.Channels, isChannelsLast ? Geometry.Alignment : 1).ItemCount;

        bool isTurned = dx.Height == 1 && dy.Height == 1;
        (int lines, int span) = isTurned ? (dx.Width, window.KernelWidth) : (dx.Height, window.KernelHeight);

        // Windows of two rows side by side have a kernel of their own, which computes whole windows.
        if (items < FewItems && (isTurned || overlaps || window.KernelHeight > 2))
        {
            // A window that reaches rows of two items is looked through by both, so that an item has more rows than a window if there are enough.
            long tile = Math.Max(1, Math.Min(2 * span, lines / (2 * FewItems)));
            long costOfLine = (long)dx.Height * dx.Width * dx.Channels * cost / lines;
            return new(step.LinesAlong(isTurned ? LineAxis.Column : LineAxis.Row, lines, tile, costOfLine), Dy: null, isTurned);
        }

        if (!isByWindows)
        {
            Lines channels = step.Channels(cost, isChannelsLast);
            return new(channels, channels);
        }

        (Expression first, Expression end) = step.Items("Row", dy.Height, 1, cost * dx.Height * dx.Width * dx.Channels / dy.Height);

        // What lies below the last window belongs to its row.
        long below = dx.Height - ((long)window.StrideHeight * dy.Height);
        Expression last = below == 0 ? window.StrideHeight * end
            : below < 0 ? Expression.Min(window.StrideHeight * end, dx.Height)
            : (window.StrideHeight * end) + (below * (end / dy.Height));
        return new(new Lines(LineAxis.Row, window.StrideHeight * first, last), new Lines(LineAxis.Row, first, end));
    }

    /// <summary>Where a map of dx's size begins for the kernel.</summary>
    public Expression OffsetOfDx(Geometry map) => Dy is null ? 0 : Dx.Offset(map);

    /// <summary>Where a map of dy's size begins for the kernel.</summary>
    public Expression OffsetOfDy(Geometry map) => Dy is { } dy ? dy.Offset(map) : 0;

    /// <summary>The sizes of the part in the runtime's PoolShape.</summary>
    public IEnumerable<(string Name, Expression Value)> Sizes(Geometry dx)
    {
        if (Dy is not { } dy)
            return new[] { ("SkippedTop", Dx.First), ("SkippedBottom", (IsTurned ? dx.Width : dx.Height) - Dx.End) }
                .Where(rows => rows.Item2 is not Expression.Number { Value: 0 });
        return Dx.Axis == LineAxis.Channel ? [("Channels", Dx.Count)] : [("InputHeight", Dx.Count), ("OutputHeight", dy.Count)];
    }
}
