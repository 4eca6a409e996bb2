using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kiln.Training;

/// <summary>A run's progress as JSON. Real numbers are strings: JSON has no infinity, and the text of a double must come back to the same bits.</summary>
internal static class ProgressJson
{
    public static string Write(TrainingProgress progress)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("seed", progress.Seed);
            json.WriteNumber("rows", progress.Rows);
            json.WriteNumber("batches", progress.Batches);
            json.WriteNumber("samples", progress.Samples);
            json.WriteReals("lossNumerators", progress.Losses.Numerators);
            json.WriteReals("lossDenominators", progress.Losses.Denominators);
            json.WriteNumber("elapsedTicks", progress.Elapsed.Ticks);
            json.WriteReal("bestLoss", progress.BestLoss);
            json.WriteNumber("epochsWithoutImprovement", progress.EpochsWithoutImprovement);
            json.WriteStartArray("history");
            foreach (Epoch epoch in progress.History) WriteEpoch(json, epoch);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <exception cref="WeightsException">The text does not describe the progress of a run.</exception>
    public static TrainingProgress Read(string text, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement.Fields("the progress");
            TrainingProgress progress = new()
            {
                Seed = json.Integer("seed"),
                Rows = json.Count("rows"),
                Batches = json.Count("batches"),
                Samples = json.Count("samples"),
                Losses = ReadLosses(json),
                Elapsed = json.Time("elapsedTicks"),
                BestLoss = json.Real("bestLoss"),
                EpochsWithoutImprovement = json.Count("epochsWithoutImprovement"),
            };
            foreach (JsonElement epoch in json.Elements("history")) progress.History.Add(ReadEpoch(epoch, progress.EpochNumber));
            Require(progress);
            return progress;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new WeightsException(
                $"{source}: the progress of the run cannot be read ({FileText.Message(error)}); use a file written by SaveCheckpoint.", error);
        }
    }

    private static void Require(TrainingProgress progress)
    {
        if (progress.Samples > progress.Rows || progress.Batches > progress.Samples)
            throw new FormatException("'batches' must not exceed 'samples', and 'samples' must not exceed 'rows'");
        if (progress.EpochsWithoutImprovement > progress.History.Count)
            throw new FormatException("'epochsWithoutImprovement' exceeds the epochs of the 'history'");
        if (progress.Losses.Denominators.Any(denominator => !(denominator >= 0 && double.IsFinite(denominator))))
            throw new FormatException("'lossDenominators' must be finite and not negative");
        if (double.IsNaN(progress.BestLoss)) throw new FormatException("'bestLoss' must be a number, or infinity before the first epoch, got NaN");
    }

    /// <summary>A file of an earlier version has one sum, over samples.</summary>
    private static LossSums ReadLosses(JsonElement json) => json.TryGetProperty("lossSum", out _)
        ? new LossSums([json.Real("lossSum")], [json.Count("samples")])
        : new LossSums(json.Reals("lossNumerators"), json.Reals("lossDenominators"));

    private static void WriteEpoch(Utf8JsonWriter json, Epoch epoch)
    {
        json.WriteStartObject();
        json.WriteReal("loss", epoch.Loss);
        if (epoch.ValidationLoss is double validation) json.WriteReal("validationLoss", validation);
        json.WriteNumber("elapsedTicks", epoch.Elapsed.Ticks);
        json.WriteReal("samplesPerSecond", epoch.SamplesPerSecond);
        json.WriteNamed("metrics", epoch.Metrics);
        if (epoch.LossTerms.Count > 0) json.WriteNamed("lossTerms", epoch.LossTerms);
        if (epoch.ValidationLossTerms.Count > 0) json.WriteNamed("validationLossTerms", epoch.ValidationLossTerms);
        json.WriteEndObject();
    }

    private static Epoch ReadEpoch(JsonElement json, int number)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"epoch {number} of the history");
        return new Epoch(
            number,
            json.Fields(what).Real("loss"),
            json.TryGetProperty("validationLoss", out _) ? json.Real("validationLoss") : null,
            json.Named("metrics", what),
            json.Time("elapsedTicks"),
            json.Real("samplesPerSecond"))
        {
            LossTerms = json.TryGetProperty("lossTerms", out _) ? json.Named("lossTerms", what) : ReadOnlyDictionary<string, double>.Empty,
            ValidationLossTerms = json.TryGetProperty("validationLossTerms", out _)
                ? json.Named("validationLossTerms", what)
                : ReadOnlyDictionary<string, double>.Empty,
        };
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    extension(Utf8JsonWriter json)
    {
        private void WriteReal(string name, double value) => json.WriteString(name, Text(value));

        private void WriteReals(string name, double[] values)
        {
            json.WriteStartArray(name);
            foreach (double value in values) json.WriteStringValue(Text(value));
            json.WriteEndArray();
        }

        private void WriteNamed(string name, IReadOnlyDictionary<string, double> values)
        {
            json.WriteStartObject(name);
            foreach ((string key, double value) in values) json.WriteReal(key, value);
            json.WriteEndObject();
        }
    }
}
