using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>Targets and what a network made of them, for metrics: one output and one target, or what an <see cref="NetworkInfo"/> has.</summary>
internal static class MeasuredData
{
    public static NetworkInfo Info(TensorInfo[] outputs, TensorInfo[] targets, params PredictionInfo[] predictions) => new()
    {
        Name = "Measured",
        Inputs = [new("x", [1], typeof(float))],
        Targets = targets,
        Outputs = outputs,
        Predictions = predictions,
        Layers = [],
        Parameters = [],
        ParameterCount = 0,
        MultiplyAdds = 0,
        ArenaBytes = 0,
    };

    /// <summary>A network with output y and target t, which its loss reads as <paramref name="kind"/> says; null if the loss does not tell.</summary>
    public static NetworkInfo One<T>(int[] output, int[] target, PredictionKind? kind, int classes = 1, int stride = 1, int? ignoreIndex = null) =>
        Info([new("y", output, typeof(float))], [new("t", target, typeof(T))], kind is { } told ? [new("y", "t", told, classes, stride, ignoreIndex)] : []);

    /// <summary>The value over all samples, which come in batches of these sizes.</summary>
    public static double Measure<T>(Metric metric, NetworkInfo info, T[] targets, float[] outputs, params int[] batches) where T : unmanaged =>
        Add(metric.Accumulate(info), info, targets, outputs, batches).Value;

    public static MetricAccumulator Add<T>(MetricAccumulator accumulator, NetworkInfo info, T[] targets, float[] outputs, params int[] batches)
        where T : unmanaged
    {
        int target = Length(info.Targets[0]), output = Length(info.Outputs[0]), first = 0;
        foreach (int count in batches.Length > 0 ? batches : [targets.Length / target])
        {
            // A batch that is not full, and whose rest holds what must not be read.
            Batch samples = new([.. info.Inputs, .. info.Targets], count + 2), answers = new(info.Outputs, count + 2);
            answers.Write<float>(0).Fill(float.NaN);
            samples.Count = answers.Count = count;
            targets.AsSpan(first * target, count * target).CopyTo(samples.Write<T>(1));
            outputs.AsSpan(first * output, count * output).CopyTo(answers.Write<float>(0));
            accumulator.Add(samples, answers);
            first += count;
        }

        return accumulator;
    }

    /// <summary>Sizes of random batches that make up <paramref name="samples"/>.</summary>
    public static int[] Split(ref Philox random, int samples)
    {
        List<int> sizes = [];
        for (int left = samples; left > 0; left -= sizes[^1]) sizes.Add(1 + random.NextInt32(Math.Min(left, 9)));
        return [.. sizes];
    }

    private static int Length(TensorInfo tensor) => tensor.Shape.Aggregate(1, (product, size) => product * size);
}
