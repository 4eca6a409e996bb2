using System.Globalization;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// A network made of numbers: each gene becomes a layer that fits the shape before it, so that every list of genes is a valid network and a shorter list is a
/// smaller one.
/// </summary>
internal sealed class RandomStack
{
    private static readonly int[] s_channels = [1, 2, 3, 5, 15, 16, 17, 18, 32], s_units = [1, 3, 10, 16, 17, 33, 48];

    private readonly List<string> _layers = [];
    private int _channels, _height, _width, _draw;

    private RandomStack(int[] genes)
    {
        _draw = genes.Length == 0 ? 0 : genes[0];
        bool map = Next(4) > 0;
        (_channels, _height, _width) = map ? (Pick(s_channels[..8]), 3 + Next(6), 3 + Next(7)) : (1 + Next(35), 0, 0);
        _layers.Add(map ? $"Input({Text(_channels)}, {Text(_height)}, {Text(_width)})" : $"Input({Text(_channels)})");
        Batch = 1 + Next(3);
        foreach (int gene in genes.Skip(1))
        {
            _draw = gene;
            _layers.Add(IsMap ? MapLayer() : VectorLayer());
        }

        _draw = genes.Length == 0 ? 0 : genes[^1];
        Close();
    }

    public int Batch { get; }

    private bool IsMap => _height > 0;

    /// <summary>The network of a list of genes.</summary>
    public static NetworkText Of(int[] genes, string name)
    {
        var stack = new RandomStack(genes);
        return new NetworkText(name, $"[{string.Join(", ", stack._layers)}]", stack.Batch);
    }

    private string MapLayer() => Next(12) switch
    {
        0 or 1 or 2 => Convolution(groups: 1, Pick(s_channels)),
        3 => Convolution(groups: _channels, _channels * (_channels < 16 ? 1 + Next(2) : 1)),
        4 when _channels % 2 == 0 => Convolution(groups: 2, 2 * Pick(s_channels)),
        5 => Pool("MaxPool2D"),
        6 => Pool("AveragePool2D"),
        7 => "BatchNorm",
        8 => Dropout(),
        9 => Flatten(),
        _ => Activation(),
    };

    private string VectorLayer() => Next(6) switch
    {
        0 or 1 or 2 => Dense(Pick(s_units)),
        3 => "BatchNorm",
        4 => Dropout(),
        _ => Activation(),
    };

    private string Convolution(int groups, int channels)
    {
        (int kernelHeight, int kernelWidth) = (1 + Next(Math.Min(4, _height)), 1 + Next(Math.Min(4, _width)));
        (int strideHeight, int strideWidth) = (1 + Next(3), 1 + Next(2));
        (int dilationHeight, int dilationWidth) = (Dilation(kernelHeight, _height), Dilation(kernelWidth, _width));
        bool same = Next(3) == 0;
        (int padHeight, int padWidth) = (Next(kernelHeight), Next(kernelWidth));
        int spanHeight = (kernelHeight - 1) * dilationHeight, spanWidth = (kernelWidth - 1) * dilationWidth;
        _height = ((_height + (same ? spanHeight : 2 * padHeight) - spanHeight - 1) / strideHeight) + 1;
        _width = ((_width + (same ? spanWidth : 2 * padWidth) - spanWidth - 1) / strideWidth) + 1;
        _channels = channels;
        string padding = same ? "[Pad.Same, Pad.Same]" : List(padHeight, padWidth), bias = Next(3) == 0 ? ", bias: false" : "";
        return $"Conv2D({Text(channels)}, kernel: {List(kernelHeight, kernelWidth)}, stride: {List(strideHeight, strideWidth)}, padding: {padding}, dilation: {List(dilationHeight, dilationWidth)}, groups: {Text(groups)}{bias})";
    }

    /// <summary>2 where the kernel still fits.</summary>
    private int Dilation(int kernel, int size) => kernel > 1 && ((kernel - 1) * 2) + 1 <= size ? 1 + Next(2) : 1;

    private string Pool(string kind)
    {
        int smallest = Math.Min(_height, _width), kernel = 1 + Next(Math.Min(3, smallest)), stride = 1 + Next(3), padding = Next((kernel / 2) + 1);
        bool ceil = Next(2) == 1;
        (_height, _width) = (Positions(_height), Positions(_width));
        string counts = kind == "AveragePool2D" && Next(2) == 1 ? ", countPadding: false" : "";
        return $"{kind}({Text(kernel)}, stride: {Text(stride)}, padding: {Text(padding)}{(ceil ? ", ceilMode: true" : "")}{counts})";

        int Positions(int size)
        {
            int room = size + (2 * padding) - kernel, count = ((room + (ceil ? stride - 1 : 0)) / stride) + 1;
            return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
        }
    }

    private string Activation() => Next(4) switch { 0 => "ReLU", 1 => "Tanh", 2 => "Sigmoid", _ => "LeakyReLU(0.1)" };

    private string Dropout() => Next(2) == 0 ? "Dropout(0.5)" : "Dropout(0.2)";

    private string Flatten()
    {
        (_channels, _height, _width) = (_channels * _height * _width, 0, 0);
        return "Flatten";
    }

    private string Dense(int units)
    {
        _channels = units;
        return $"Dense({Text(units)})";
    }

    /// <summary>A loss on the map or the vector, on its probabilities, or on a classifier behind it.</summary>
    private void Close()
    {
        int loss = Next(5);
        bool learns = _layers.Any(layer => layer.StartsWith("Dense", StringComparison.Ordinal) || layer.StartsWith("Conv2D", StringComparison.Ordinal) || layer == "BatchNorm");
        if (loss < 3 || !learns)
        {
            if (IsMap) _layers.Add(Flatten());
            _layers.Add(Dense(2 + Next(4)));
            if (loss == 0) _layers.Add("Softmax");
            _layers.Add(loss is 0 or > 2 ? "MeanSquaredError" : Next(2) == 0 ? "SoftmaxCrossEntropy" : "SoftmaxCrossEntropy(labelSmoothing: 0.2)");
            return;
        }

        _layers.Add(loss == 3 ? "MeanSquaredError" : "BinaryCrossEntropy");
    }

    /// <summary>The next choice below <paramref name="bound"/> out of the present gene; a gene of 0 always chooses the simplest.</summary>
    private int Next(int bound)
    {
        int choice = _draw % bound;
        _draw /= bound;
        return choice;
    }

    private int Pick(int[] values) => values[Next(values.Length)];

    private static string List(int height, int width) => $"[{Text(height)}, {Text(width)}]";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
