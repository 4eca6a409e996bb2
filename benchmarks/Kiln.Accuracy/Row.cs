using System.Globalization;

namespace Kiln.Accuracy;

/// <summary>The test accuracies of one data set, one for each seed, against its bar.</summary>
internal sealed record Row(Challenge Challenge, IReadOnlyList<double> Accuracies)
{
    public double Mean => Accuracies.Average();

    public bool Passes => Mean >= Challenge.Bar;

    public static string Header(IEnumerable<int> seeds) =>
        $"{"data",-14}{string.Concat(seeds.Select(seed => Cell(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"))))}{Cell("mean")}{Cell("bar")}";

    public override string ToString() =>
        $"{Challenge.Name,-14}{string.Concat(Accuracies.Select(accuracy => Cell(Percent(accuracy))))}{Cell(Percent(Mean))}{Cell(Percent(Challenge.Bar))}  {(Passes ? "reached" : "MISSED")}";

    private static string Cell(string text) => text.PadLeft(11);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");
}
