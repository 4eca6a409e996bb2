using System.Text;
using static System.FormattableString;

namespace Digits;

/// <summary>The loss curve as SVG, on a logarithmic scale: every step faintly, their running mean, and the test loss after each epoch.</summary>
internal static class LossPlot
{
    private const double Width = 920, Height = 340, Left = 58, Right = 16, Top = 14, Bottom = 44;

    public static string Create(History history)
    {
        // More points than pixels would only make the file larger.
        double[] steps = Curves.Average(history.Losses, (int)(Width - Left - Right));
        double[] smooth = Smooth(steps);
        (double X, double Loss)[] test = [.. history.Epochs.Where(epoch => epoch.ValidationLoss is not null)
            .Select(epoch => ((double)epoch.Number / history.Epochs.Count, epoch.ValidationLoss!.Value))];
        (double low, double high) = Curves.LogarithmicRange(steps.Concat(test.Select(point => point.Loss)));

        double X(double share) => Left + share * (Width - Left - Right);
        double Y(double loss) => Top + (1 - Curves.LogarithmicShare(loss, low, high)) * (Height - Top - Bottom);
        string Line(double[] values) => string.Join(' ', values.Select((value, i) => Invariant($"{X((i + 0.5) / values.Length):0.0},{Y(value):0.0}")));

        StringBuilder svg = new();
        svg.Append(Invariant($"<svg class=\"plot\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"loss-title loss-text\">"));
        svg.Append("<title id=\"loss-title\">Loss during training</title>");
        svg.Append(Invariant($"<desc id=\"loss-text\">{Description(steps, test)}</desc>\n"));
        foreach (double tick in Ticks(low, high))
        {
            double y = Y(tick);
            svg.Append(Invariant($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\"/>"));
            svg.Append(Invariant($"<text class=\"tick\" x=\"{Left - 10}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{tick:0.#####}</text>\n"));
        }

        AppendEpochs(svg, history.Epochs.Count, X);

        svg.Append(Invariant($"<polyline class=\"steps\" points=\"{Line(steps)}\"/>\n<polyline class=\"mean\" points=\"{Line(smooth)}\"/>\n"));
        if (test.Length > 0)
        {
            svg.Append(Invariant(
                $"<polyline class=\"test\" points=\"{string.Join(' ', test.Select(point => Invariant($"{X(point.X):0.0},{Y(point.Loss):0.0}")))}\"/>\n"));
            foreach ((double x, double loss) in test)
                svg.Append(Invariant(
                    $"<circle class=\"test-point\" cx=\"{X(x):0.0}\" cy=\"{Y(loss):0.0}\" r=\"4.5\"><title>test loss {loss:0.0000}</title></circle>\n"));
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Numbers under the axis, thinned out where they would touch.</summary>
    private static void AppendEpochs(StringBuilder svg, int epochs, Func<double, double> x)
    {
        const int MostLabels = 16;
        int every = (epochs + MostLabels - 1) / MostLabels;
        for (int epoch = every; epoch <= epochs && every > 0; epoch += every)
            svg.Append(Invariant(
                $"<text class=\"tick\" x=\"{x((double)epoch / epochs):0.0}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{epoch}</text>"));
        svg.Append(Invariant($"<text class=\"axis\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 4}\" text-anchor=\"middle\">epoch</text>\n"));
    }

    /// <summary>Every 1-2-5 step while they are few, powers of ten otherwise.</summary>
    private static IEnumerable<double> Ticks(double low, double high)
    {
        const int Few = 9;
        double[] all = [.. Curves.LogarithmicTicks(low, high)];
        return all.Length <= Few ? all : all.Where(tick => Math.Abs(Math.Log10(tick) - Math.Round(Math.Log10(tick))) < 1e-6);
    }

    /// <summary>Exponential mean, in the logarithm because that is what is drawn.</summary>
    private static double[] Smooth(double[] values)
    {
        const double Weight = 0.06;
        double[] smooth = new double[values.Length];
        double mean = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = Math.Log(Math.Max(values[i], 1e-6));
            mean = i == 0 ? value : mean + Weight * (value - mean);
            smooth[i] = Math.Exp(mean);
        }

        return smooth;
    }

    private static string Description(double[] steps, (double X, double Loss)[] test)
    {
        if (steps.Length == 0)
            return "No training step was recorded.";
        string ending = test.Length > 0 ? Invariant($"; the test loss ends at {test[^1].Loss:0.0000}") : "";
        return Invariant($"The training loss falls from {steps[0]:0.00} to {steps[^1]:0.0000}{ending}.");
    }
}
