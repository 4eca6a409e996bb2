using Kiln.Data;

namespace Edge;

/// <summary>Computes one sample.</summary>
internal delegate void Infer(ReadOnlySpan<float> input, Span<float> output);

/// <summary>What a network is for: data to learn from, and what is measured of it.</summary>
internal sealed record Challenge(string Name, string Measure, IDataset Train, Func<Infer, double> Score)
{
    /// <summary>Samples that calibration looks at; of training data, as a network in use has no others.</summary>
    private const int CalibrationSamples = 256;

    public IDataset Calibration => Train.Take(Math.Min(CalibrationSamples, Train.Count));

    /// <summary>Which class is it? The score is the share of right answers.</summary>
    public static Challenge Classify(string name, IDataset train, IDataset test, int classes, string measure = "accuracy") =>
        new(name, measure, train, infer => Scores.Accuracy(infer, test, classes));

    /// <summary>The same on drawn samples: training and test have seeds of their own.</summary>
    public static Challenge Classify(string name, int trainCount, int testCount, int size, int classes, Draw draw) =>
        Classify(name, Drawing.Classes(1, trainCount, size, classes, draw), Drawing.Classes(2, testCount, size, classes, draw), classes);
}
