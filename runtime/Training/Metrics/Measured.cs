using System.Globalization;
using Kiln.Data;

namespace Kiln.Training;

/// <summary>What a metric measures: a prediction of a network, found among its columns.</summary>
internal sealed class Measured
{
    private readonly TensorPair _pair;

    private Measured(PredictionInfo prediction, TensorPair pair)
    {
        (Prediction, _pair) = (prediction, pair);
        Length = pair.OutputLength;
        Positions = Length / prediction.Classes;
        HasIndices = pair.Target.Element == typeof(int);
    }

    public PredictionInfo Prediction { get; }

    public int Classes => Prediction.Classes;

    public int Stride => Prediction.ClassStride;

    /// <summary>Places of a sample that have scores or answers of their own.</summary>
    public int Positions { get; }

    /// <summary>Elements of a sample's output.</summary>
    public int Length { get; }

    /// <summary>Whether targets are indices; else they are floats, as many as the output has.</summary>
    public bool HasIndices { get; }

    public ReadOnlySpan<float> Outputs(Batch outputs) => outputs.Read<float>(_pair.OutputIndex);

    /// <summary>Targets follow the inputs.</summary>
    public ReadOnlySpan<T> Targets<T>(Batch samples) where T : unmanaged => samples.Read<T>(_pair.Network.Inputs.Count + _pair.TargetIndex);

    /// <summary>The element of a position's first class within a sample.</summary>
    public int FirstOf(int position) => (position / Stride * Classes * Stride) + (position % Stride);

    /// <summary>
    /// The prediction of one of these kinds: the metric's own choice, else the first that the loss names, else the only one that shapes allow.
    /// </summary>
    /// <param name="metric">The metric, whose name messages show.</param>
    /// <param name="network">The network.</param>
    /// <param name="expected">What the metric needs, for messages.</param>
    /// <param name="kinds">The kinds that it can measure.</param>
    /// <exception cref="ArgumentException">There is no such prediction, or more than one.</exception>
    public static Measured Find(Metric metric, NetworkInfo network, string expected, params IReadOnlyList<PredictionKind> kinds)
    {
        if (metric.Prediction is { } own) return kinds.Contains(own.Kind) ? Resolve(metric, network, own) : throw Misfit(metric, network, expected);
        foreach (PredictionInfo told in network.Predictions)
            if (kinds.Contains(told.Kind)) return Resolve(metric, network, told);

        // Outputs and targets of one index belong together as a rule.
        List<PredictionInfo> fitting = Guesses(network, kinds, (output, target) => output == target);
        if (fitting.Count == 0) fitting = Guesses(network, kinds, (output, target) => output != target);
        if (fitting.Count == 0) throw Misfit(metric, network, expected);

        // Indices are classes for certain; floats may be anything.
        if (fitting.Exists(guess => IsIndices(network, guess))) fitting.RemoveAll(guess => !IsIndices(network, guess));
        if (fitting.Count == 1 && (fitting[0].Kind == PredictionKind.Numbers || IsIndices(network, fitting[0]))) return Resolve(metric, network, fitting[0]);
        throw new ArgumentException(
            $"The metric '{metric.Name}' needs {expected}, and the loss of {network.Name} does not say which of {Tensors(network)} that is and how to " +
            "read it; SoftmaxCrossEntropy, BinaryCrossEntropy and MeanSquaredError do. Give " +
            $"the metric with {{ Prediction = new PredictionInfo(\"{fitting[0].Output}\", \"{fitting[0].Target}\", PredictionKind.{fitting[0].Kind}, ...) }}.");
    }

    /// <summary>The pairs that shapes allow among outputs and targets that the loss does not mention.</summary>
    private static List<PredictionInfo> Guesses(NetworkInfo network, IReadOnlyList<PredictionKind> kinds, Func<int, int, bool> belong)
    {
        List<PredictionInfo> fitting = [];
        for (int output = 0; output < network.Outputs.Count; output++)
            for (int target = 0; target < network.Targets.Count; target++)
            {
                TensorPair pair = new(network, output, target);
                if (!belong(output, target) || network.Predictions.Any(told => told.Output == pair.Output.Name || told.Target == pair.Target.Name)) continue;
                foreach (PredictionInfo guess in PredictionGuess.Of(pair))
                    if (kinds.Contains(guess.Kind)) fitting.Add(guess);
            }

        return fitting;
    }

    private static bool IsIndices(NetworkInfo network, PredictionInfo prediction) =>
        network.Targets.First(target => target.Name == prediction.Target).Element == typeof(int);

    private static Measured Resolve(Metric metric, NetworkInfo network, PredictionInfo prediction)
    {
        int output = IndexOf(metric, network, network.Outputs, prediction.Output, "output");
        TensorPair pair = new(network, output, IndexOf(metric, network, network.Targets, prediction.Target, "target"));
        if (Fits(prediction, pair)) return new Measured(prediction, pair);
        FormattableString reading = $"{prediction.Kind} with {prediction.Classes} classes, {prediction.ClassStride} elements apart";
        throw new ArgumentException(
            $"The metric '{metric.Name}' of {network.Name} cannot read output {pair.Output.Describe()} and target {pair.Target.Describe()} " +
            $"as {reading.ToString(CultureInfo.InvariantCulture)}: " +
            "class targets hold an index for each position, all others as many floats as the output.");
    }

    private static bool Fits(PredictionInfo prediction, TensorPair pair)
    {
        int length = pair.OutputLength;
        if (prediction is not { Classes: > 0, ClassStride: > 0 } || length % ((long)prediction.Classes * prediction.ClassStride) != 0) return false;
        if (pair.Target.Element == typeof(float)) return pair.TargetLength == length;
        return pair.Target.Element == typeof(int) && prediction.Kind switch
        {
            PredictionKind.Classes => pair.TargetLength == length / prediction.Classes,
            PredictionKind.Binary => pair.TargetLength == length,
            _ => false,
        };
    }

    private static int IndexOf(Metric metric, NetworkInfo network, IReadOnlyList<TensorInfo> tensors, string name, string role)
    {
        for (int i = 0; i < tensors.Count; i++)
            if (tensors[i].Name == name) return i;
        throw new ArgumentException($"The metric '{metric.Name}' asks for the {role} '{name}', but {network.Name} has {List(tensors, role)}.");
    }

    /// <summary>The error that names what the metric wants and what the network has.</summary>
    private static ArgumentException Misfit(Metric metric, NetworkInfo network, string expected)
    {
        string told = network.Predictions.Count == 0 ? "" : $", and its loss reads {string.Join(", ", network.Predictions.Select(Describe))}";
        string has = $"{network.Name} has {Tensors(network)}{told}";
        return new ArgumentException($"The metric '{metric.Name}' needs {expected}; {has}. Remove the metric or use one that fits.");
    }

    private static string Describe(PredictionInfo told) => string.Create(CultureInfo.InvariantCulture, $"'{told.Output}' as {told.Kind switch
    {
        PredictionKind.Classes => $"scores of {told.Classes} classes",
        PredictionKind.Binary => told.Classes == 1 ? "a yes-or-no answer" : $"{told.Classes} yes-or-no answers",
        _ => "numbers",
    }}");

    private static string Tensors(NetworkInfo network) => $"{List(network.Outputs, "output")} and {List(network.Targets, "target")}";

    private static string List(IReadOnlyList<TensorInfo> tensors, string role) =>
        tensors.Count == 0 ? $"no {role}" : $"{role} {string.Join(", ", tensors.Select(tensor => tensor.Describe()))}";
}
