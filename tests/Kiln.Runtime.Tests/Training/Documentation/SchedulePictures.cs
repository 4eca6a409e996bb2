using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>The pictures of docs/schedules.md: the rate of each step, drawn from the line of code that the page shows.</summary>
internal static class SchedulePictures
{
    private const int Steps = 120, Width = 360, Height = 120, Left = 34, Bottom = 18, Margin = 6;

    public static IReadOnlyList<SchedulePicture> All { get; } =
    [
        Picture("fixed", 0.1),
        Picture("step", Schedule.StepDecay(initial: 0.1, every: 30, factor: 0.5)),
        Picture("multi-step", Schedule.MultiStep(initial: 0.1, milestones: [60, 90], factor: 0.2)),
        Picture("exponential", Schedule.Exponential(initial: 0.1, factor: 0.97)),
        Picture("polynomial", Schedule.Polynomial(initial: 0.1, steps: 120, power: 2, floor: 0.01)),
        Picture("inverse", Schedule.Inverse(initial: 0.1, decay: 0.05)),
        Picture("cosine", Schedule.Cosine(peak: 0.1, steps: 120)),
        Picture("cosine-restarts", Schedule.CosineRestarts(peak: 0.1, period: 17, growth: 2)),
        Picture("one-cycle", Schedule.OneCycle(peak: 0.1, steps: 120)),
        Picture("plateau", Schedule.Plateau(initial: 0.1, factor: 0.5, patience: 2)),
        Picture("warm-up", Schedule.StepDecay(initial: 0.1, every: 40, factor: 0.5).WithWarmup(steps: 20)),
        Picture("sequence", Schedule.Cosine(peak: 0.1, steps: 60, floor: 0.04).WithWarmup(10).Then(0.02, at: 80)),
    ];

    /// <summary>An SVG image of the rates.</summary>
    public static string Draw(IReadOnlyList<double> rates)
    {
        double highest = rates.Max();
        StringBuilder path = new();
        for (int step = 0; step < rates.Count; step++)
        {
            // A line at each side of the step shows a jump as one.
            path.Append(CultureInfo.InvariantCulture, $"{(step == 0 ? "M" : "L")}{X(step):F1} {Y(rates[step] / highest):F1}");
            path.Append(CultureInfo.InvariantCulture, $"L{X(step + 1):F1} {Y(rates[step] / highest):F1}");
        }

        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\">\n");
        svg.Append("<style>text{font:11px sans-serif;fill:#888}</style>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Margin}V{Height - Bottom}H{Width - Margin}\" fill=\"none\" stroke=\"#888\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 4}\" y=\"{Y(1) + 4:F1}\" text-anchor=\"end\">{highest:0.##}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 4}\" y=\"{Y(0) + 4:F1}\" text-anchor=\"end\">0</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 4}\">step 0</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Margin}\" y=\"{Height - 4}\" text-anchor=\"end\">{rates.Count}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"#2a7ae2\" stroke-width=\"1.5\"/>\n</svg>\n");
        return svg.ToString();

        double X(int step) => Left + (double)step / rates.Count * (Width - Left - Margin);

        double Y(double part) => Height - Bottom - part * (Height - Bottom - 2 * Margin);
    }

    private static SchedulePicture Picture(string name, Schedule schedule, [CallerArgumentExpression(nameof(schedule))] string code = "")
    {
        double[] rates = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            rates[step] = schedule.At(step);
            // Six steps are an epoch here, and its loss falls ever more slowly, with a rest after each fall.
            if (schedule is PlateauSchedule plateau && step % 6 == 5) plateau.Report(Math.Max(1, 4 - step / 6 / 5));
        }

        return new SchedulePicture(name, code, Draw(rates));
    }
}
