namespace Kiln.Generator.Evaluation.Advice;

/// <summary>
/// Layers that are written as in PyTorch, whose first argument is the size of the input: <c>Conv2D(1, 32, 3)</c> would be one channel from a kernel of 32
/// with a stride of 3. Without that first argument the rest is right. Arguments with names are meant as they are.
/// </summary>
internal static class ForeignArguments
{
    /// <summary>The largest kernel that is in use with a stride: AlexNet's.</summary>
    private const int LargestKernel = 11;

    /// <summary>The smallest number of outputs that a convolution of PyTorch's is likely to have.</summary>
    private const int FewestOutputs = 6;

    /// <summary>More channels than an image has.</summary>
    private const int ImageChannels = 4;

    private static readonly int[] UsualKernels = [1, 2, 3, 4, 5, 7, 9, 11];

    /// <summary>The problem with a layer's arguments, or null if they may be meant. BatchNorm would take its channels for a momentum.</summary>
    public static Problem? Find(
        ProblemKind kind, string layer, IReadOnlyList<(string Parameter, object? Value)> positional, IReadOnlyDictionary<string, object?> arguments, Shape x)
    {
        if (positional.Count == 0 || x.Rank == 0) return null;
        int? first = positional[0].Value as int?;
        bool isForeign = layer switch
        {
            "BatchNorm" => positional[0].Value is double momentum && momentum == x[0],
            "Conv2D" or "Conv1D" or "Conv2DTranspose" => first == x[0] && IsConvolution(positional, arguments, x[0]),
            "LayerNorm" => first == x[x.Rank - 1] && first > x.Rank,
            "MultiHeadAttention" => first == x[x.Rank - 1] && positional.Count > 1 && positional[1].Value is double and >= 1,
            _ => false,
        };
        return isForeign ? Of(kind, layer, positional) : null;
    }

    /// <summary>
    /// Inputs, outputs and kernel, read as channels, kernel and stride: as many channels as there are, and a kernel that is large and even, as numbers of
    /// outputs are, or even where the stride is odd. A kernel of twice the stride is met in audio, on more channels than an image has.
    /// </summary>
    private static bool IsConvolution(IReadOnlyList<(string Parameter, object? Value)> positional, IReadOnlyDictionary<string, object?> arguments, int channels)
    {
        if (positional.Count < 3 || positional[1].Value is not int outputs || positional[2].Value is not int kernel) return false;
        if (arguments.TryGetValue("groups", out object? groups) && groups is > 1) return false;
        if (outputs % 2 != 0 || outputs < FewestOutputs || outputs <= kernel || !UsualKernels.Contains(kernel)) return false;
        bool isOdd = kernel > 1 && kernel % 2 == 1;
        if (outputs == 2 * kernel) return isOdd && channels <= ImageChannels;
        return outputs > LargestKernel || isOdd;
    }

    private static Problem Of(ProblemKind kind, string layer, IReadOnlyList<(string Parameter, object? Value)> positional)
    {
        string[] values = [.. positional.Select(argument => Convert.ToString(argument.Value, CultureInfo.InvariantCulture)!)];
        string read = string.Join(", ", positional.Select((argument, i) => $"{argument.Parameter} {values[i]}"));
        string rest = values.Length == 1 ? "" : $"({string.Join(", ", values.Skip(1))})";
        return new Problem(kind, $"{layer}({string.Join(", ", values)})", read, layer + rest);
    }
}
