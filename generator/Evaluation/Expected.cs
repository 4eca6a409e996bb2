namespace Kiln.Generator.Evaluation;

/// <summary>The problem with a value whose dimensions do not fit a layer, and the remedy for such a value.</summary>
internal static class Expected
{
    /// <summary>A dense layer reads one list of numbers, or one for each token.</summary>
    public static Problem Vector(string layer, Shape x) => new(ShapeProblems.NeedsVector, layer, x, "put Flatten before it") { Remedy = "Flatten" };

    /// <summary>Classes are the numbers of a vector, or one dimension of something larger. A single number has nothing to be compared with.</summary>
    public static Problem Classes(string layer, Shape x) => new(ShapeProblems.NeedsVector, layer, x, x.Rank == 0
        ? "give it one number for each class"
        : $"name the dimension of the classes, such as {layer}(axis: 0), or put Flatten before it");

    /// <summary>The same for a classifying loss, which knows by itself where the classes are.</summary>
    public static Problem Logits(string layer, Shape x) => new(ShapeProblems.NeedsVector, layer, x, x.Rank == 0
        ? "give it one number for each class, or use BinaryCrossEntropy for yes or no"
        : "Reshape it to [classes], [positions, classes] or [classes, height, width]");

    /// <summary>The input of layer normalization without a number of dimensions to normalize.</summary>
    public static Problem Features(string layer, Shape x) => x.Rank == 0
        ? new(ShapeProblems.NeedsVector, layer, x, "one number is always its own mean, so leave the layer out")
        : new(ShapeProblems.NormalizedDimensions, layer, x, x.Rank);

    /// <summary>Indices are looked up one by one, and no layer changes their shape.</summary>
    public static Problem Indices(string layer, TensorType indices, int units)
    {
        string declaration = FormattableString.Invariant($"Input<{indices.Element.Keyword()}>({indices.Shape.ElementCount})");
        return new(ShapeProblems.NestedIndices, layer, indices, declaration, Sizes([.. indices.Shape.Dimensions, units])) { Remedy = declaration };
    }

    /// <summary>Layers for images move over height and width.</summary>
    public static Problem Map(string layer, Shape x) => x.Rank switch
    {
        2 => OfSignals.Of(layer, x),
        > 3 => new(ShapeProblems.BatchInShape, layer, x, x[0]),
        _ => new(ShapeProblems.NeedsMap, layer, x),
    };

    public static Problem Signal(string layer, Shape x) => new(ShapeProblems.NeedsSignal, layer, x, x.Rank switch
    {
        1 => FormattableString.Invariant($"put Reshape(1, {x[0]}) before it"),
        3 => "Conv2D is the one for maps",
        _ => "give the input two dimensions, or reshape before it",
    });

    public static Problem Sequence(string layer, Shape x) => new(ShapeProblems.NeedsSequence, layer, x, x.Rank == 3
        ? FormattableString.Invariant($"Reshape({x[0]}, {x.ElementCount / x[0]}) and Transpose before it make a token of each pixel")
        : "give the input two dimensions, or reshape before it");

    /// <summary>The values that an argument may have: "Speed or Memory".</summary>
    public static string OneOf(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : string.Join(", ", names.Take(names.Count - 1)) + " or " + names[names.Count - 1];

    /// <summary>Sizes as arguments.</summary>
    public static string Sizes(IEnumerable<int> sizes) => string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What to use for a signal [channels, length] in place of a layer for maps.</summary>
internal static class OfSignals
{
    /// <summary>The problem, with the layer's name where another one takes the same arguments.</summary>
    public static Problem Of(string layer, Shape x) =>
        new(ShapeProblems.ImageLayerOnSignal, layer, x, Advice(layer, x)) { Remedy = layer == "Conv2D" ? "Conv1D" : "" };

    /// <summary>Pooling by windows side by side is the maximum, or mean, over a dimension of its own; a resized signal is a column of a resized map.</summary>
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
