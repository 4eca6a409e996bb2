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
            json.WriteReal("lossSum", progress.LossSum);
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

    /// <exception cref="WeightsException">The text is no progress of a run.</exception>
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
                LossSum = json.Real("lossSum"),
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
            throw new FormatException("'batches' may not exceed 'samples', nor 'samples' the 'rows': no more samples are done than there are rows");
        if (progress.EpochsWithoutImprovement > progress.History.Count)
            throw new FormatException("'epochsWithoutImprovement' exceeds the epochs of the 'history'");
        if (double.IsNaN(progress.BestLoss)) throw new FormatException("'bestLoss' must be a number, or infinity before the first epoch, got NaN");
    }

    private static void WriteEpoch(Utf8JsonWriter json, Epoch epoch)
    {
        json.WriteStartObject();
        json.WriteReal("loss", epoch.Loss);
        if (epoch.ValidationLoss is double validation) json.WriteReal("validationLoss", validation);
        json.WriteNumber("elapsedTicks", epoch.Elapsed.Ticks);
        json.WriteReal("samplesPerSecond", epoch.SamplesPerSecond);
        json.WriteStartObject("metrics");
        foreach ((string name, double value) in epoch.Metrics) json.WriteReal(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static Epoch ReadEpoch(JsonElement json, int number)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"epoch {number} of the history");
        JsonElement metrics = json.Fields(what).Field("metrics").Fields($"the metrics of {what}");
        return new Epoch(
            number,
            json.Real("loss"),
            json.TryGetProperty("validationLoss", out _) ? json.Real("validationLoss") : null,
            metrics.EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.AsReal(metric.Name), StringComparer.Ordinal),
            json.Time("elapsedTicks"),
            json.Real("samplesPerSecond"));
    }

    extension(Utf8JsonWriter json)
    {
        private void WriteReal(string name, double value) => json.WriteString(name, value.ToString("R", CultureInfo.InvariantCulture));
    }
}
