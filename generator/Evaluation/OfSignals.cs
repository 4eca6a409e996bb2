namespace Kiln.Generator.Evaluation;

/// <summary>What to use for a signal [channels, length] in place of a layer for maps.</summary>
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
        string channels = Expected.Sizes([x[0]]), length = Expected.Sizes([x[1]]);
        return layer switch
        {
            "Conv2D" => "use Conv1D",
            "DepthwiseConv2D" => $"use Conv1D with groups: {channels}",
            "SeparableConv2D" => $"use Conv1D with groups: {channels}, and Conv1D with kernel: 1 after it",
            "MaxPool2D" => Pooling("the maximum", "Max"),
            "AveragePool2D" => Pooling("the mean", "Mean"),
            "Upsample" => $"put Reshape({channels}, {length}, 1) before it, and Slice(axis: 2, start: 0, length: 1) and Reshape({channels}, -1) after it",
            _ => $"put Reshape({channels}, 1, {length}) before it to make a map of height 1",
        };

        string Pooling(string value, string method) =>
            $"of windows side by side take {value} in Build, x.Reshape({channels}, windows, kernel).{method}(2), or use Conv1D with a stride";
    }
}
