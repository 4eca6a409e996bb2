using Kiln.Generator.Graphs;

namespace Kiln.Generator.Evaluation;

/// <summary>What there is for a signal [channels, length] in place of a layer for maps.</summary>
internal static class OfSignals
{
    /// <summary>The problem, with the layer's name where another one takes the same arguments.</summary>
    public static Problem Of(string layer, Shape x)
    {
        var problem = new Problem(ShapeProblems.ImageLayerOnSignal, layer, x, Advice(layer, x));
        return layer == "Conv2D" ? problem with { Remedy = "Conv1D" } : problem;
    }

    /// <summary>
    /// A pooling whose windows do not overlap is the maximum, or mean, over a dimension of its own; a resized signal is a column of a resized map.
    /// </summary>
    private static string Advice(string layer, Shape x)
    {
        int channels = x[0], length = x[1];
        return layer switch
        {
            "Conv2D" => "use Conv1D",
            "DepthwiseConv2D" => FormattableString.Invariant($"use Conv1D with groups: {channels}"),
            "SeparableConv2D" => FormattableString.Invariant($"use Conv1D with groups: {channels}, and Conv1D with kernel: 1 behind it"),
            "MaxPool2D" => FormattableString.Invariant($"of windows side by side take the maximum in Build, x.Reshape({channels}, windows, kernel).Max(2), or use Conv1D with a stride"),
            "AveragePool2D" => FormattableString.Invariant($"of windows side by side take the mean in Build, x.Reshape({channels}, windows, kernel).Mean(2), or use Conv1D with a stride"),
            "Upsample" => FormattableString.Invariant($"put Reshape({channels}, {length}, 1) before it, and Slice(axis: 2, start: 0, length: 1) and Reshape({channels}, -1) behind it"),
            _ => FormattableString.Invariant($"put Reshape({channels}, 1, {length}) before it to make a map of height 1"),
        };
    }
}
