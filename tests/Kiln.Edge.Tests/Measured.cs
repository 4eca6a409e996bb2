using System.Globalization;

namespace Kiln.Edge.Tests;

/// <summary>A measure of a network in floats and of its integers, for each of several seeds.</summary>
internal sealed class Measured(string name)
{
    // Student's t for 95 % and five seeds.
    private const double StudentOfFive = 2.776;
    private readonly List<(double Float, double Int8)> seeds = [];

    /// <summary>The mean difference, integers less floats.</summary>
    public double Change => seeds.Average(seed => seed.Int8 - seed.Float);

    public double Float => seeds.Average(seed => seed.Float);

    public void Add(double real, double integers) => seeds.Add((real, integers));

    public override string ToString()
    {
        double change = Change, spread = Math.Sqrt(seeds.Sum(seed => Math.Pow(seed.Int8 - seed.Float - change, 2)) / Math.Max(1, seeds.Count - 1));
        string interval = seeds.Count == 5 ? string.Create(CultureInfo.InvariantCulture, $" ± {StudentOfFive * spread / Math.Sqrt(5):F5}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Float:F4} in floats, {seeds.Average(seed => seed.Int8):F4} in integers, {change:F5}{interval} of {seeds.Count} seeds");
    }
}
