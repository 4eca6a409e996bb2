using System.Globalization;

namespace Kiln.Training;

/// <summary>What a <see cref="PlateauSchedule"/> remembers.</summary>
/// <param name="Rate">The rate at present.</param>
/// <param name="Best">The best value so far; infinite before the first.</param>
/// <param name="Without">Reports in a row without an improvement.</param>
/// <param name="Cooling">Reports that are still to come before one without an improvement counts again.</param>
internal readonly record struct PlateauState(double Rate, double Best, int Without, int Cooling)
{
    private const NumberStyles Real = NumberStyles.Float, Whole = NumberStyles.None;

    /// <summary>The text of a state, from which the same bits come back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate:R} {Best:R} {Without} {Cooling}");

    /// <summary>The state of a text; null if it is none.</summary>
    public static PlateauState? Parse(string text) =>
        text.Split(' ') is [string rate, string best, string without, string cooling]
        && double.TryParse(rate, Real, CultureInfo.InvariantCulture, out double parsedRate)
        && double.TryParse(best, Real, CultureInfo.InvariantCulture, out double parsedBest)
        && int.TryParse(without, Whole, CultureInfo.InvariantCulture, out int parsedWithout)
        && int.TryParse(cooling, Whole, CultureInfo.InvariantCulture, out int parsedCooling)
            ? new PlateauState(parsedRate, parsedBest, parsedWithout, parsedCooling)
            : null;
}
