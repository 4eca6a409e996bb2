using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// One phase of a convolution's input gradient along one axis. Input position y gets dy[i] w[p] wherever i stride + p dilation - pad = y,
/// so positions First, First + Step, ... share one set of taps and form an ordinary correlation of dy at stride 1 with the taps in
/// reverse: position First + t Step reads dy[Start + t + m Advance] against tap LastTap - m TapStep, m = 0 .. Taps - 1.
/// With stride 1 there is one phase, with stride s there are s.
/// </summary>
internal readonly record struct GradientPhase(int First, int Step, int Count, int Taps, int LastTap, int TapStep, int Start, int Advance)
{
    /// <summary>The phases that cover the <paramref name="input"/> positions of an axis; one without taps gets zero.</summary>
    public static IEnumerable<GradientPhase> Of(WindowAxis axis, int input)
    {
        (int kernel, int stride, int pad, int dilation) = axis;
        for (int first = 0; first < Math.Min(stride, input); first++)
        {
            int offset = first + pad;
            int[] taps = [.. Enumerable.Range(0, kernel).Where(p => (offset - (p * dilation)) % stride == 0)];
            int count = ((input - 1 - first) / stride) + 1;
            if (taps.Length == 0)
            {
                yield return new GradientPhase(first, stride, count, 0, 0, 1, 0, 1);
                continue;
            }

            int tapStep = taps.Length > 1 ? taps[1] - taps[0] : 1;
            int last = taps[taps.Length - 1];
            // Tap p reads dy[(offset - p dilation) / stride]; the last tap reads the earliest row.
            yield return new GradientPhase(first, stride, count, taps.Length, last, tapStep, (offset - (last * dilation)) / stride, tapStep * dilation / stride);
        }
    }

    /// <summary>How far the phases reach before (Top) and behind (Bottom) the <paramref name="output"/> positions of dy.</summary>
    public static Border Reach(WindowAxis axis, int input, int output)
    {
        int before = 0, behind = 0;
        foreach (GradientPhase phase in Of(axis, input).Where(phase => phase.Taps > 0))
        {
            before = Math.Max(before, -phase.Start);
            behind = Math.Max(behind, phase.Start + phase.Count - 1 + ((phase.Taps - 1) * phase.Advance) - (output - 1));
        }

        return new Border(before, 0, behind, 0);
    }
}
