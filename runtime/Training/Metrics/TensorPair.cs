using System.Globalization;

namespace Kiln.Training;

/// <summary>An output and the target it is compared with: the i-th output belongs to the i-th target.</summary>
/// <param name="Network">The network's information.</param>
/// <param name="Index">The index i.</param>
internal readonly record struct TensorPair(NetworkInfo Network, int Index)
{
    public TensorInfo Output => Network.Outputs[Index];

    public TensorInfo Target => Network.Targets[Index];

    /// <summary>The target's column in a batch of samples, where targets follow the inputs.</summary>
    public int TargetColumn => Network.Inputs.Count + Index;

    public int OutputLength => Output.Length;

    public int TargetLength => Target.Length;

    /// <summary>The first pair with class targets, or else the first pair; a network with a classifier beside other heads is measured by its classifier.</summary>
    public static TensorPair OfClasses(Metric metric, NetworkInfo network)
    {
        int pairs = CountPairs(metric, network);
        for (int i = 0; i < pairs; i++)
            if (network.Targets[i].Element == typeof(int)) return new TensorPair(network, i);
        return new TensorPair(network, 0);
    }

    /// <summary>The first pair of real numbers with equally many elements.</summary>
    public static TensorPair OfNumbers(Metric metric, NetworkInfo network)
    {
        int pairs = CountPairs(metric, network);
        for (int i = 0; i < pairs; i++)
        {
            TensorPair pair = new(network, i);
            if (pair.Target.Element == typeof(float) && pair.TargetLength == pair.OutputLength) return pair;
        }

        throw new TensorPair(network, 0).Misfit(metric, "a float target with as many elements as its output");
    }

    /// <summary>The error that names what the metric wants and what the network has.</summary>
    public ArgumentException Misfit(Metric metric, string expected) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The metric '{metric.Name}' needs {expected}; {Network.Name} has output {Output.Describe()} and target {Target.Describe()}. Remove the metric or use one that fits."));

    private static int CountPairs(Metric metric, NetworkInfo network)
    {
        int pairs = Math.Min(network.Outputs.Count, network.Targets.Count);
        return pairs > 0 ? pairs : throw new ArgumentException($"The metric '{metric.Name}' needs an output and a target to compare; {network.Name} has {network.Outputs.Count} outputs and {network.Targets.Count} targets.");
    }
}
