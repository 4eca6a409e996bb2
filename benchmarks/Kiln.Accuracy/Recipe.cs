namespace Kiln.Accuracy;

/// <summary>How every network here is trained: AdamW, its rate in one cycle over all steps.</summary>
internal sealed record Recipe
{
    /// <summary>The bar holds for at most this many passes over the training data.</summary>
    public const int MostEpochs = 10;

    public int Epochs { get; init; } = MostEpochs;

    public int Batch { get; init; } = 64;

    public double PeakRate { get; init; } = 4e-3;

    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Changes the time, never the result; 0 uses every core.</summary>
    public int Threads { get; init; }

    public int StepsPerEpoch(int samples) => (samples + Batch - 1) / Batch;
}
