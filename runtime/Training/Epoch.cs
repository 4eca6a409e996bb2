using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;

namespace Kiln.Training;

/// <summary>One pass over the training data. Printing it gives one line for a console or a log.</summary>
/// <param name="Number">The epoch, counted from 1.</param>
/// <param name="Loss">The mean loss over its training data, each step measured before its update; 0 if nothing counts for the loss.</param>
/// <param name="ValidationLoss">The mean loss over the validation data after the epoch; null without such data, or if nothing in it counts.</param>
/// <param name="Metrics">The values of <see cref="TrainerOptions.Metrics"/> by name.</param>
/// <param name="Elapsed">The time the epoch took, evaluation included.</param>
/// <param name="SamplesPerSecond">Training samples per second, evaluation excluded.</param>
public sealed record Epoch(
    int Number, double Loss, double? ValidationLoss, IReadOnlyDictionary<string, double> Metrics, TimeSpan Elapsed, double SamplesPerSecond)
{
    /// <summary>The named terms of the loss over the training data, by the names in <see cref="NetworkInfo.LossTerms"/>.</summary>
    public IReadOnlyDictionary<string, double> LossTerms { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>The named terms of the loss over the validation data; empty without such data.</summary>
    public IReadOnlyDictionary<string, double> ValidationLossTerms { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// For example <c>epoch 3: loss 0.4132, validation 0.3921, accuracy 0.8612 (12.3 s, 48,800 samples/s)</c>; terms follow their loss in brackets.
    /// </summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"epoch {Number}: loss {Show(Loss)}{Show(LossTerms)}");
        if (ValidationLoss is double validation) text.Append(CultureInfo.InvariantCulture, $", validation {Show(validation)}{Show(ValidationLossTerms)}");
        foreach ((string name, double value) in Metrics) text.Append(CultureInfo.InvariantCulture, $", {name} {Show(value)}");
        return text.Append(CultureInfo.InvariantCulture, $" ({Elapsed.TotalSeconds:F1} s, {SamplesPerSecond:N0} samples/s)").ToString();
    }

    internal static string Show(IReadOnlyDictionary<string, double> terms) =>
        terms.Count == 0 ? "" : $" ({string.Join(", ", terms.Select(term => $"{term.Key} {Show(term.Value)}"))})";

    // Four decimals line up from epoch to epoch; a small loss needs its exponent to be seen at all.
    internal static string Show(double value) => value.ToString(value != 0 && Math.Abs(value) < 0.001 ? "0.00e+0" : "F4", CultureInfo.InvariantCulture);
}
