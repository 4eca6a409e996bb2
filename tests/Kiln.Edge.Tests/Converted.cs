using Edge;

namespace Kiln.Edge.Tests;

/// <summary>The real weights, converted once for all tests.</summary>
public sealed class Converted : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kiln-weights-").FullName;
    private readonly Lazy<RealWeights?> weights;

    public Converted() => weights = new(() => RealWeights.Convert(folder));

    /// <summary>The weights; where the models or Python are missing, the test is skipped and says so.</summary>
    internal RealWeights Weights
    {
        get
        {
            _ = SharedFiles.Shared("models");
            Assert.SkipWhen(weights.Value is null, "The models are there, but no python3 that converts them.");
            return weights.Value!;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
