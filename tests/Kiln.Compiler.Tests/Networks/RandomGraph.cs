using System.Globalization;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// A network made of numbers: each gene becomes a statement of a graph method that fits the values before it, so that every list of genes is a valid network
/// and a shorter list is a smaller one. Values have several readers or none; what nobody reads is an output, and every output has a loss.
/// </summary>
internal sealed partial class RandomGraph
{
    private const int MostOutputs = 3, MostElements = 2500;

    private static readonly int[] s_channels = [1, 2, 3, 5, 15, 16, 17, 18, 32], s_units = [1, 3, 10, 16, 17, 33, 48];

    private readonly List<string> _inputs = [], _statements = [];
    private readonly List<TowerMethod> _towers = [];
    private readonly List<Node> _nodes = [];
    private readonly HashSet<Node> _read = [];
    private bool _learns;
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

    /// <summary>
    /// A value: the expression that names it and the shape of one sample. Where elements may be copies of each other, a maximum over them has no
    /// derivative that could be compared.
    /// </summary>
    private sealed record Node(string Name, int[] Shape, bool IsInput = false, bool Repeats = false)
    {
        public int Rank => Shape.Length;

        public int Count => Elements(Shape);

        public bool Fits(Node other) => Shape.SequenceEqual(other.Shape);
    }

    /// <summary>A method with parameters of its own.</summary>
    private sealed record TowerMethod(string Name, int[] Input, int[] Output, string Text);

    public int Batch { get; }

    /// <summary>A network of at most nine genes.</summary>
    public static NetworkText Draw(Random random, string name) => Of([.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.Next())], name);

    /// <summary>The network of a list of genes.</summary>
    public static NetworkText Of(int[] genes, string name)
    {
        var graph = new RandomGraph(genes);
        (string methods, bool hasLoss) = graph.Methods();
        return new NetworkText(name, "", graph.Batch, methods) { Options = hasLoss ? "" : "(Trainable = true)" };
    }

    private static int Gene(int[] genes, int index) => genes.Length == 0 ? 0 : genes[index];

    private static int Elements(IEnumerable<int> shape) => shape.Aggregate(1, (count, size) => count * size);

    private void AddInput()
    {
        int kind = Next(5);
        if (kind == 1)
        {
            Tokens();
            return;
        }

        int[] shape = kind switch
        {
            0 => [1 + Next(35)],
            2 => [2 + Next(4), Pick([3, 7, 16, 18])],
            _ => [Pick(s_channels[..8]), 2 + Next(6), 2 + Next(6)],
        };
        string name = $"x{Text(_inputs.Count)}";
        string gradient = Next(4) == 3 ? ", Gradient = true" : "";
        _inputs.Add($"[Input({Text(shape)}{gradient})] Node {name}");
        _nodes.Add(new Node(name, shape, IsInput: true));
    }

    /// <summary>An input of indices: positions, tokens, a length.</summary>
    private string Indices(params int[] shape)
    {
        string name = $"x{Text(_inputs.Count)}";
        _inputs.Add($"[Input<int>{(shape.Length == 0 ? "" : $"({Text(shape)})")}] Node {name}");
        return name;
    }

    /// <summary>One statement on one of the last few values.</summary>
    private void AddStep()
    {
        Node x = _nodes[^(1 + Next(Math.Min(4, _nodes.Count)))];
        switch (Next(16))
        {
            case 0: Join(x); break;
            case 1: Function(x); break;
            case 2: Layer(x, Activation(), x.Shape); break;
            case 3: Spread(x); break;
            case 4: Reduce(x); break;
            case 5: Concatenate(x); break;
            case 6: Reorder(x); break;
            case 7: Cut(x); break;
            case 8: Tower(x); break;
            default:
                if (x.Rank == 3) MapLayer(x);
                else if (x.Rank == 2) SequenceLayer(x);
                else if (x.Rank == 1) VectorLayer(x);
                else Reorder(x);
                break;
        }
    }

    private void VectorLayer(Node x)
    {
        int units = Pick(s_units);
        switch (Next(9))
        {
            case 0 or 1 or 2: Learned(x, $"Dense({Text(units)}{(Next(3) == 0 ? ", bias: false" : "")})", [units], repeats: false); break;
            case 3: Learned(x, "BatchNorm()", x.Shape); break;
            case 4: Layer(x, Dropout(), x.Shape); break;
            case 5: Layer(x, "Softmax()", x.Shape); break;
            case 6: Learned(x, "LayerNorm()", x.Shape); break;
            case 7: Statement(x, $"{x.Name}.SampleNormal({x.Name}.Tanh())", x.Shape); break;
            default: Layer(x, "LogSoftmax()", x.Shape); break;
        }
    }

    /// <summary>
    /// A method with parameters of its own that are shared by all its calls: a tower that another value went through, or a new one. Some are entries or frozen.
    /// </summary>
    private void Tower(Node x)
    {
        if (_towers.Find(tower => tower.Input.SequenceEqual(x.Shape)) is { } known)
        {
            Statement(x, $"{known.Name}({x.Name})", known.Output);
            return;
        }

        int units = Pick(s_units);
        if (x.Rank > 3)
        {
            // An input has at most three dimensions.
            Layer(x, Activation(), x.Shape);
            return;
        }

        (string body, int[] shape) = x.Rank switch
        {
            1 => ($"Dense({Text(units)}).{Activation()}", [units]),
            2 => ($"Dense({Text(units)}).LayerNorm()", [x.Shape[0], units]),
            3 => ($"Conv2D({Text(units)}, kernel: 3, padding: 1).{Activation()}", [units, .. x.Shape[1..]]),
            _ => (Activation(), x.Shape),
        };
        bool frozen = Next(4) == 3;
        _learns |= !frozen && x.Rank > 0;
        string name = $"Tower{Text(_towers.Count)}", input = x.Rank == 0 ? "[Input]" : $"[Input({Text(x.Shape)})]", given = $"e{Text(_towers.Count)}";
        _towers.Add(new TowerMethod(
            name, x.Shape, shape,
            $"    [{(Next(2) == 0 ? "Entry" : "Shared")}{(frozen ? ", Frozen" : "")}] private static Node {name}({input} "
            + $"Node {given}) => {given}.{body};\n\n"));
        Statement(x, $"{name}({x.Name})", shape);
    }

    private string Activation() => Next(4) switch
    {
        0 => "ReLU()",
        1 => "Tanh()",
        2 => "Sigmoid()",
        _ =>
            Pick([
                "LeakyReLU(0.1)", "GELU()", "SiLU()", "ELU()", "ELU(0.5)", "SELU()", "Softplus()", "Softsign()", "HardSigmoid()", "HardSwish()", "Identity()",
                "Mish()", "LogSigmoid()", "ReLU6()", "HardTanh()", "HardTanh(-0.5, 2)",
            ]),
    };

    private string Dropout() => Next(2) == 0 ? "Dropout(0.5)" : "Dropout(0.2)";

    private Node Layer(Node x, string call, int[] shape, bool? repeats = null) => Statement(x, $"{x.Name}.{call}", shape, repeats);

    /// <summary>A layer with trained parameters.</summary>
    private Node Learned(Node x, string call, int[] shape, bool? repeats = null)
    {
        _learns = true;
        return Layer(x, call, shape, repeats);
    }

    private Node Statement(Node x, string expression, int[] shape, bool? repeats = null)
    {
        _read.Add(x);
        var node = new Node($"v{Text(_statements.Count)}", shape, Repeats: repeats ?? x.Repeats);
        _statements.Add($"Node {node.Name} = {expression};");
        _nodes.Add(node);
        return node;
    }

    /// <summary>
    /// Outputs: what nobody reads; the first ones are added up where there are too many. Some networks learn from gradients that are made elsewhere.
    /// </summary>
    private (string Text, bool HasLoss) Methods()
    {
        List<Node> outputs = [.. _nodes.Where(node => !_read.Contains(node))];
        while (outputs.Count > MostOutputs)
        {
            Node left = Vector(outputs[0]), right = Vector(outputs[1]);
            outputs = [Statement(Learned(left, "Dense(6)", [6]), $"{_nodes[^1].Name} + {right.Name}.Dense(6)", [6]), .. outputs.Skip(2)];
        }

        // A loss must depend on a parameter.
        if (!_learns) outputs[0] = Learned(Vector(outputs[0]), "Dense(3)", [3]);
        bool hasLoss = Next(6) < 5;
        string result = outputs.Count == 1 ? "Node" : $"({string.Join(", ", outputs.Select((_, i) => $"Node y{Text(i)}"))})";
        string values = outputs.Count == 1 ? outputs[0].Name : $"({string.Join(", ", outputs.Select(output => output.Name))})";
        string build = $"    private static {result} "
            + $"Build({string.Join(", ", _inputs)})\n    {{\n{string.Concat(_statements.Select(statement => $"        {statement}\n"))} "
            + $"       return {values};\n    }}\n";
        return (string.Concat(_towers.Select(tower => tower.Text)) + build + (hasLoss ? "\n" + Loss(outputs) : ""), hasLoss);
    }

    /// <summary>Losses of classes, of numbers, of probabilities, and one of the user's own; their sum, or their sum and each by its name.</summary>
    private string Loss(List<Node> outputs)
    {
        List<string> targets = [], losses = [];
        for (int i = 0; i < outputs.Count; i++)
        {
            Node y = outputs[i];
            (string name, string target) = ($"y{Text(i)}", $"t{Text(i)}");
            // Targets have at most three dimensions.
            if (y.Rank > 3) (y, name) = (new Node(y.Name, [y.Count]), name + ".Flatten()");
            int classes = y.Rank == 0 ? 0 : y.Shape[y.Rank == 3 ? 0 : ^1];
            if (y.Rank is 1 or 2 or 3 && classes > 1 && Next(3) > 0)
            {
                int[] positions = y.Rank switch { 1 => [], 2 => [y.Shape[0]], _ => y.Shape[1..] };
                targets.Add($"[Input<int>{(positions.Length == 0 ? "" : $"({Text(positions)})")}] Node {target}");
                string options = Next(4) switch
                {
                    0 => "",
                    1 => ", labelSmoothing: 0.2",
                    2 => ", ignoreIndex: 1",
                    _ => $", classWeights: [{string.Join(", ", Enumerable.Range(0, classes).Select(k => k % 2 == 0 ? "0.5" : "1.5"))}]",
                };
                losses.Add($"{name}.SoftmaxCrossEntropy({target}{options})");
            }
            else
            {
                targets.Add($"[Input{(y.Rank == 0 ? "" : $"({Text(y.Shape)})")}] Node {target}");
                losses.Add(Next(4) switch
                {
                    0 => $"{name}.BinaryCrossEntropy({target})",
                    1 => $"(0.5 * ({name} - {target}).Square() + ({name} + 2 * {target}).Tanh()).Mean()",
                    _ => $"{name}.MeanSquaredError({target})",
                });
            }
        }

        string parameters = string.Join(", ", outputs.Select((_, i) => $"Node y{Text(i)}").Concat(targets)), sum = string.Join(" + ", losses);
        return losses.Count > 1 && Next(2) == 1
            ? $"    private static (Node total, {string.Join(", ", losses.Select((_, i) => $"Node part{Text(i)}"))}) Loss({parameters}) => "
                + $"({sum}, {string.Join(", ", losses)});"
            : $"    private static Node Loss({parameters}) => {sum};";
    }

    private Node Vector(Node x) => x.Rank == 1 ? x : Layer(x, x.Rank == 0 ? "Reshape(1)" : "Flatten()", [x.Count]);

    /// <summary>The next choice below <paramref name="bound"/> out of the present gene; a gene of 0 always chooses the simplest.</summary>
    private int Next(int bound)
    {
        int choice = _draw % bound;
        _draw /= bound;
        return choice;
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[Next(values.Count)];

    private static string List(params int[] numbers) => $"[{Text(numbers)}]";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(IEnumerable<int> numbers) => string.Join(", ", numbers.Select(Text));
}
