using Kiln;
using Kiln.Training;

namespace Digits;

/// <summary>What training did: the loss of each step, and the epochs with their results on the test images.</summary>
internal sealed record History(IReadOnlyList<double> Losses, IReadOnlyList<Epoch> Epochs, TimeSpan Elapsed);

/// <summary>One test image and what the network read; <paramref name="Confidence"/> is the softmax of the winner.</summary>
internal sealed record Sample(float[] Pixels, int Label, int Prediction, float Confidence);

/// <summary>How the trained network did on the test images. <paramref name="Confusion"/> counts images by [label, prediction].</summary>
internal sealed record TestResult(double Loss, int[,] Confusion, IReadOnlyList<Sample> Right, IReadOnlyList<Sample> Wrong)
{
    public const int Classes = 10;

    public int Count => Confusion.Cast<int>().Sum();

    public int Correct => Enumerable.Range(0, Classes).Sum(label => Confusion[label, label]);

    public double Accuracy => Count > 0 ? (double)Correct / Count : 0;

    public int CountOf(int label) => Enumerable.Range(0, Classes).Sum(prediction => Confusion[label, prediction]);

    /// <summary>Share of a digit's images that were read right.</summary>
    public double Recall(int label) => CountOf(label) is > 0 and int count ? (double)Confusion[label, label] / count : 0;
}

/// <summary>The layers of a network and its size.</summary>
internal sealed record NetworkSummary(IReadOnlyList<LayerInfo> Layers, long ParameterCount, long MultiplyAdds, long ArenaBytes, long TrainingArenaBytes)
{
    public static NetworkSummary Of(NetworkInfo info) => new(info.Layers, info.ParameterCount, info.MultiplyAdds, info.ArenaBytes, info.TrainingArenaBytes);
}

/// <summary>The first layer's kernels, <paramref name="Size"/> x <paramref name="Size"/> each, and what they make of one image.</summary>
internal sealed record FirstLayer(int Size, IReadOnlyList<float[]> Filters, Sample Image, IReadOnlyList<float[]> FeatureMaps);

/// <summary>Whether a network loaded from <paramref name="Path"/> gives the same outputs as the one that was saved, bit for bit.</summary>
internal sealed record ReloadResult(string Path, long FileBytes, int Compared, int Different)
{
    public bool Equal => Compared > 0 && Different == 0;
}

/// <summary>Everything the terminal and the report show.</summary>
internal sealed record RunResult(
    Options Options, string Source, NetworkSummary Network, History History, TestResult Test, FirstLayer FirstLayer, ReloadResult Reload);
