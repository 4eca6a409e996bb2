namespace Kiln;

/// <summary>The errors of layers whose numbers do not fit.</summary>
internal static class Unquantizable
{
    public static InvalidOperationException Layer(string layer, string problem) => new($"Layer '{layer}' cannot be quantized: {problem}");

    /// <summary>The error of a multiplier of 32 or more, if it is one.</summary>
    public static void RequirePossible(string layer, Requantization requantization, double multiplier)
    {
        if (requantization.IsPossible) return;
        throw Layer(layer, FormattableString.Invariant(
            $"one step of its sums is {multiplier:G3} steps of its result, and less than 32 are needed; the range that calibration found for its result ")
            + "is too small beside what the layer can compute. Calibrate with samples that make it compute what it will compute in use.");
    }
}
