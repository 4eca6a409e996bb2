using System.Globalization;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// A network made of numbers: each gene becomes a statement of a graph method that fits the values before it, so that every list of genes is a valid network
/// and a shorter list is a smaller one. Values have several readers or none; what nobody reads is an output, and every output has a loss.
/// </summary>
internal sealed class RandomGraph
{
    private const int MostOutputs = 3;

    private static readonly int[] s_channels = [1, 2, 3, 5, 15, 16, 17, 18, 32], s_units = [1, 3, 10, 16, 17, 33, 48];

    private readonly List<string> _inputs = [], _statements = [];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<Node> _read = [];
    private int _draw;

    private RandomGraph(int[] genes)
    {
        _draw = Gene(genes, 0);
        Batch = 1 + Next(3);
        int inputs = 1 + (Next(3) / 2);
        for (int i = 0; i < inputs; i++) AddInput();
        foreach (int gene in genes.Skip(1))
        {
            _draw = gene;
            AddStep();
        }

        _draw = Gene(genes, genes.Length - 1);
        foreach (Node idle in _nodes.Where(node => !_read.Contains(node) && node.IsInput).ToArray()) Layer(idle, Activation(), idle.Shape);
    }

    /// <summary>A value: the name of its variable and the shape of one sample.</summary>
    private sealed record Node(string Name, int[] Shape, bool IsInput = false)
    {
        public int Rank => Shape.Length;

        public int Count => Shape.Aggregate(1, (count, size) => count * size);

        public bool Fits(Node other) => Shape.SequenceEqual(other.Shape);
    }

    public int Batch { get; }

    /// <summary>The network of a list of genes.</summary>
    public static NetworkText Of(int[] genes, string name)
    {
        var graph = new RandomGraph(genes);
        return new NetworkText(name, "", graph.Batch, graph.Methods());
    }

    private static int Gene(int[] genes, int index) => genes.Length == 0 ? 0 : genes[index];

    private void AddInput()
    {
        int[] shape = Next(4) switch
        {
            0 => [1 + Next(35)],
            1 => [2 + Next(4), Pick([3, 7, 16, 18])],
            _ => [Pick(s_channels[..8]), 2 + Next(6), 2 + Next(6)],
        };
        string name = $"x{Text(_inputs.Count)}";
        _inputs.Add($"[Input({string.Join(", ", shape.Select(Text))})] Node {name}");
        _nodes.Add(new Node(name, shape, IsInput: true));
    }

    /// <summary>One statement on one of the last few values.</summary>
    private void AddStep()
    {
        Node x = _nodes[^(1 + Next(Math.Min(4, _nodes.Count)))];
        switch (Next(8))
        {
            case 0: Join(x); break;
            case 1: Scalar(x); break;
            case 2: Layer(x, Activation(), x.Shape); break;
            default:
                if (x.Rank == 3) MapLayer(x);
                else if (x.Rank == 2) SequenceLayer(x);
                else VectorLayer(x);
                break;
        }
    }

    private void MapLayer(Node x)
    {
        int channels = x.Shape[0];
        switch (Next(11))
        {
            case 0 or 1 or 2: Convolution(x, groups: 1, Pick(s_channels)); break;
            case 3: Convolution(x, groups: channels, channels * (channels < 16 ? 1 + Next(2) : 1)); break;
            case 4 when channels % 2 == 0: Convolution(x, groups: 2, 2 * Pick(s_channels)); break;
            case 5: Pool(x, "MaxPool2D"); break;
            case 6: Pool(x, "AveragePool2D"); break;
            case 7: Layer(x, "BatchNorm()", x.Shape); break;
            case 8: Layer(x, Dropout(), x.Shape); break;
            case 9: Layer(x, "GlobalAveragePool()", [channels, 1, 1]); break;
            default: Layer(x, "Flatten()", [x.Count]); break;
        }
    }

    private void SequenceLayer(Node x)
    {
        int units = Pick(s_units);
        switch (Next(8))
        {
            case 0 or 1: Layer(x, $"Dense({Text(units)})", [x.Shape[0], units]); break;
            case 2: Layer(x, "LayerNorm()", x.Shape); break;
            case 3: Layer(x, "Softmax()", x.Shape); break;
            case 4: Layer(x, "LogSoftmax()", x.Shape); break;
            case 5: Layer(x, Dropout(), x.Shape); break;
            case 6: Layer(x, "PositionalEncoding()", x.Shape); break;
            default: Layer(x, "Flatten()", [x.Count]); break;
        }
    }

    private void VectorLayer(Node x)
    {
        int units = Pick(s_units);
        switch (Next(8))
        {
            case 0 or 1 or 2: Layer(x, $"Dense({Text(units)}{(Next(3) == 0 ? ", bias: false" : "")})", [units]); break;
            case 3: Layer(x, "BatchNorm()", x.Shape); break;
            case 4: Layer(x, Dropout(), x.Shape); break;
            case 5: Layer(x, "Softmax()", x.Shape); break;
            case 6: Layer(x, "LayerNorm()", x.Shape); break;
            default: Layer(x, "LogSoftmax()", x.Shape); break;
        }
    }

    /// <summary>Two values of one shape, or a value and itself, by an operator. Denominators stay away from zero.</summary>
    private void Join(Node x)
    {
        Node[] others = [.. _nodes.Where(x.Fits)];
        Node y = others[Next(others.Length)];
        _read.Add(y);
        string right = y.Name;
        Statement(x, Next(4) switch { 0 or 1 => $"{x.Name} + {right}", 2 => $"{x.Name} * {right}", _ => Next(2) == 0 ? $"{x.Name} - {right}" : $"{x.Name} / ({right}.Sigmoid() + 0.5)" }, x.Shape);
    }

    private void Scalar(Node x) => Statement(x, Next(4) switch { 0 => $"{x.Name} * 0.5", 1 => $"1.5 - {x.Name}", 2 => $"-{x.Name}", _ => $"{x.Name} + 0.25" }, x.Shape);

    private void Convolution(Node x, int groups, int channels)
    {
        (int height, int width) = (x.Shape[1], x.Shape[2]);
        (int kernelHeight, int kernelWidth) = (1 + Next(Math.Min(4, height)), 1 + Next(Math.Min(4, width)));
        (int strideHeight, int strideWidth) = (1 + Next(3), 1 + Next(2));
        (int dilationHeight, int dilationWidth) = (Dilation(kernelHeight, height), Dilation(kernelWidth, width));
        bool same = Next(3) == 0;
        (int padHeight, int padWidth) = (Next(kernelHeight), Next(kernelWidth));
        int spanHeight = (kernelHeight - 1) * dilationHeight, spanWidth = (kernelWidth - 1) * dilationWidth;
        height = ((height + (same ? spanHeight : 2 * padHeight) - spanHeight - 1) / strideHeight) + 1;
        width = ((width + (same ? spanWidth : 2 * padWidth) - spanWidth - 1) / strideWidth) + 1;
        string padding = same ? "[Pad.Same, Pad.Same]" : List(padHeight, padWidth), bias = Next(3) == 0 ? ", bias: false" : "";
        Layer(x, $"Conv2D({Text(channels)}, kernel: {List(kernelHeight, kernelWidth)}, stride: {List(strideHeight, strideWidth)}, padding: {padding}, dilation: {List(dilationHeight, dilationWidth)}, groups: {Text(groups)}{bias})", [channels, height, width]);
    }

    /// <summary>2 where the kernel still fits.</summary>
    private int Dilation(int kernel, int size) => kernel > 1 && ((kernel - 1) * 2) + 1 <= size ? 1 + Next(2) : 1;

    private void Pool(Node x, string kind)
    {
        int smallest = Math.Min(x.Shape[1], x.Shape[2]), kernel = 1 + Next(Math.Min(3, smallest)), stride = 1 + Next(3), padding = Next((kernel / 2) + 1);
        bool ceil = Next(2) == 1;
        string counts = kind == "AveragePool2D" && Next(2) == 1 ? ", countPadding: false" : "";
        Layer(x, $"{kind}({Text(kernel)}, stride: {Text(stride)}, padding: {Text(padding)}{(ceil ? ", ceilMode: true" : "")}{counts})", [x.Shape[0], Positions(x.Shape[1]), Positions(x.Shape[2])]);

        int Positions(int size)
        {
            int room = size + (2 * padding) - kernel, count = ((room + (ceil ? stride - 1 : 0)) / stride) + 1;
            return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
        }
    }

    private string Activation() => Next(4) switch { 0 => "ReLU()", 1 => "Tanh()", 2 => "Sigmoid()", _ => "LeakyReLU(0.1)" };

    private string Dropout() => Next(2) == 0 ? "Dropout(0.5)" : "Dropout(0.2)";

    private Node Layer(Node x, string call, int[] shape) => Statement(x, $"{x.Name}.{call}", shape);

    private Node Statement(Node x, string expression, int[] shape)
    {
        _read.Add(x);
        var node = new Node($"v{Text(_statements.Count)}", shape);
        _statements.Add($"Node {node.Name} = {expression};");
        _nodes.Add(node);
        return node;
    }

    /// <summary>Outputs: what nobody reads; the first ones are added up where there are too many. Losses: of classes, of numbers, of probabilities.</summary>
    private string Methods()
    {
        List<Node> outputs = [.. _nodes.Where(node => !_read.Contains(node))];
        while (outputs.Count > MostOutputs)
        {
            Node left = Vector(outputs[0]), right = Vector(outputs[1]);
            outputs = [Statement(Layer(left, "Dense(6)", [6]), $"{_nodes[^1].Name} + {right.Name}.Dense(6)", [6]), .. outputs.Skip(2)];
        }

        // A loss must depend on a parameter.
        if (!_statements.Any(statement => statement.Contains("Dense(") || statement.Contains("Conv2D(") || statement.Contains("Norm()"))) outputs[0] = Layer(Vector(outputs[0]), "Dense(3)", [3]);
        string[] names = [.. outputs.Select((_, i) => $"y{Text(i)}")];
        List<string> targets = [], losses = [];
        for (int i = 0; i < outputs.Count; i++)
        {
            Node y = outputs[i];
            bool classes = y.Rank == 1 && y.Count > 1 && Next(3) > 0;
            targets.Add(classes ? $"[Input<int>] Node t{Text(i)}" : $"[Input({string.Join(", ", y.Shape.Select(Text))})] Node t{Text(i)}");
            losses.Add($"{names[i]}.{(classes ? "SoftmaxCrossEntropy" : Next(3) == 0 ? "BinaryCrossEntropy" : "MeanSquaredError")}(t{Text(i)}{(classes && Next(2) == 0 ? ", labelSmoothing: 0.2" : "")})");
        }

        string result = outputs.Count == 1 ? "Node" : $"({string.Join(", ", names.Select(name => "Node " + name))})";
        string values = outputs.Count == 1 ? outputs[0].Name : $"({string.Join(", ", outputs.Select(output => output.Name))})";
        string parameters = string.Join(", ", names.Select(name => "Node " + name).Concat(targets));
        return $"    private static {result} Build({string.Join(", ", _inputs)})\n    {{\n{string.Concat(_statements.Select(statement => $"        {statement}\n"))}        return {values};\n    }}\n\n"
            + $"    private static Node Loss({parameters}) => {string.Join(" + ", losses)};";
    }

    private Node Vector(Node x) => x.Rank == 1 ? x : Layer(x, "Flatten()", [x.Count]);

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
