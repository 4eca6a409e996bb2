using System.Globalization;

namespace Kiln.Training;

/// <summary>Finds, before they occur, batches that are too small for the statistics of batch normalization.</summary>
internal static class BatchNormCheck
{
    private const string Kind = "BatchNorm";

    // The deviation of n values is off by about 1 / sqrt(2 n): a sixth of it at 16.
    private const int FewestValues = 16;

    /// <summary>Throws where a batch of an epoch has one value for each channel, which has no variance.</summary>
    /// <exception cref="ArgumentException">There is such a batch; the message says how to avoid it.</exception>
    public static void Verify(NetworkInfo network, int rows, int batchSize, bool dropLast, string parameter)
    {
        if (Narrowest(network) is not { Values: 1 } norm) return;
        int last = rows % batchSize == 0 ? batchSize : rows % batchSize;
        if (batchSize > 1 && (last > 1 || dropLast)) return;
        string batch = batchSize == 1
            ? "Every batch has"
            : string.Create(CultureInfo.InvariantCulture, $"The last batch of an epoch ({rows} rows in batches of {batchSize}) has");
        string remedy = batchSize == 1 ? "Choose a BatchSize of at least 2" : rows > batchSize ? "Set DropLast, or choose another BatchSize" : "Give more rows";
        string reason = $"one sample, and in {network.Name} BatchNorm '{norm.Layer}' has one value per channel and sample: one value has no variance";
        throw new ArgumentException($"{batch} {reason}. {remedy}.", parameter);
    }

    /// <summary>A warning if a batch gives statistics too few values; null if it gives enough.</summary>
    public static string? Advice(NetworkInfo network, int rows, int batchSize)
    {
        int samples = Math.Min(rows, batchSize);
        if (Narrowest(network) is not { } norm || samples * norm.Values >= FewestValues) return null;
        string values = string.Create(CultureInfo.InvariantCulture, $"{samples * norm.Values} values per channel (batches of {samples})");
        string noisy = string.Create(CultureInfo.InvariantCulture, $"below {FewestValues} they are noisy");
        return $"BatchNorm '{norm.Layer}' of {network.Name} takes its statistics from {values}; {noisy}. "
            + "Choose a larger BatchSize, or LayerNorm, which does not depend on it; AccumulateSteps does not help.";
    }

    /// <summary>The normalization that trains on the fewest values of a sample, for each channel.</summary>
    private static (string Layer, long Values)? Narrowest(NetworkInfo network)
    {
        HashSet<string> frozen = [.. network.Parameters.Where(parameter => parameter.Frozen).Select(parameter => parameter.Name)];
        return network.Layers.Where(layer => layer.Kind == Kind && !frozen.Contains(layer.Name + ".weight"))
            .Select(layer => ((string Layer, long Values)?)(layer.Name, Shapes.Product(layer.OutputShape.Skip(1)))).MinBy(norm => norm!.Value.Values);
    }
}
