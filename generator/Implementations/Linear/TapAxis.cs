using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A sum over taps along one axis of a map: result position First + t Step, t = 0 .. Count - 1, reads source position
/// Start + t Stride + m Advance against kernel tap FirstTap + m TapStep, m = 0 .. Taps - 1.
/// A convolution is one such sum. Its input gradient is one for each phase of the stride: input position y gets dy[i] w[p] wherever
/// i stride + p dilation - pad = y, so positions that are equal modulo the stride share their taps and form an ordinary correlation
/// of dy with these taps in reverse.
/// </summary>
internal sealed record TapAxis(int First, int Step, int Count, int Taps, int FirstTap, int TapStep, int Start, int Stride, int Advance)
{
    /// <summary>The axis of a forward convolution with <paramref name="output"/> positions.</summary>
    public static TapAxis Forward(WindowAxis axis, int output) => new(0, 1, output, axis.Kernel, 0, 1, -axis.Pad, axis.Stride, axis.Dilation);

    /// <summary>The phases that cover the <paramref name="input"/> positions of an input gradient; one without taps is zero.</summary>
    public static IReadOnlyList<TapAxis> Gradient(WindowAxis axis, int input)
    {
        (int kernel, int stride, int pad, int dilation) = axis;
        var phases = new List<TapAxis>();
        for (int first = 0; first < Math.Min(stride, input); first++)
        {
            int offset = first + pad, count = ((input - 1 - first) / stride) + 1;
            int[] taps = [.. Enumerable.Range(0, kernel).Where(p => (offset - (p * dilation)) % stride == 0)];
            int step = taps.Length > 1 ? taps[1] - taps[0] : 1, last = taps.Length > 0 ? taps[taps.Length - 1] : 0;
            // Tap p reads dy[(offset - p dilation) / stride]: the last tap reads the earliest position.
            int start = taps.Length > 0 ? (offset - (last * dilation)) / stride : 0;
            phases.Add(new TapAxis(first, stride, count, taps.Length, last, -step, start, 1, Math.Max(1, step * dilation / stride)));
        }

        return phases;
    }

    /// <summary>Positions that the sum reads before the source and after its <paramref name="source"/> positions.</summary>
    public (int Before, int Behind) Reach(int source) =>
        Taps == 0 ? (0, 0) : (Math.Max(0, -Start), Math.Max(0, Start + ((Count - 1) * Stride) + ((Taps - 1) * Advance) - (source - 1)));

    /// <summary>The border that all pairs of phases read around a map.</summary>
    public static Border Border(IReadOnlyList<TapAxis> rows, IReadOnlyList<TapAxis> columns, Shape source) => new(
        rows.Max(axis => axis.Reach(source[1]).Before), columns.Max(axis => axis.Reach(source[2]).Before),
        rows.Max(axis => axis.Reach(source[1]).Behind), columns.Max(axis => axis.Reach(source[2]).Behind));
}
