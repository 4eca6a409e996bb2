using System.Globalization;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// A random network whose loss has denominators of its own, and random data for it: classes of samples, tokens and pixels, ignored labels, class weights, label
/// smoothing, and methods that mix several such losses with plain ones. Nothing in it depends on how data is cut into batches.
/// </summary>
internal sealed class RandomLoss
{
    private const int Ignored = -100;

    private readonly Random _random;
    private readonly int _classes;
    private readonly int _ignoreIndex;

    public RandomLoss(int seed)
    {
        _random = new Random(seed);
        Seed = seed;
        _classes = _random.Next(2, 6);
        _ignoreIndex = _random.Next(4) switch { 0 => 1, 1 => -1, _ => Ignored };
        Rows = _random.Next(3, 14);
        Text = _random.Next(5) switch { 0 => Samples(), 1 => Tokens(), 2 => Pixels(), _ => Mixture() };
    }

    public int Seed { get; }

    public int Rows { get; }

    public NetworkText Text { get; }

    /// <summary>Some labels are ignored, never all of them.</summary>
    public IDataset Data(EvaluatedNetwork network)
    {
        List<Column> columns = [];
        foreach (PublicTensor tensor in network.Inputs.Concat(network.Targets))
        {
            int count = Rows * tensor.Type.Shape.ElementCount;
            IEnumerable<int> elements = Enumerable.Range(0, count);
            if (tensor.Type.Element == DType.Int32) columns.Add(elements.Select(i => i > 0 && _random.Next(3) == 0 ? _ignoreIndex : Label()).ToArray());
            else columns.Add(elements.Select(_ => (2 * _random.NextSingle()) - 1).ToArray());
        }

        return Dataset.Of(Rows, columns.ToArray());
    }

    private int Label() => _random.Next(_classes) is var label && label == _ignoreIndex ? 0 : label;

    public override string ToString() => FormattableString.Invariant($"seed {Seed}, {Rows} rows\n{Text.Source}");

    private string Name => FormattableString.Invariant($"Loss{Seed}");

    private NetworkText Samples() => new(Name, $"[Input(5), Dense({_random.Next(3, 20)}), Tanh, Dense({_classes}), {CrossEntropy("")}]");

    private NetworkText Tokens() => new(Name, $"[Input({_random.Next(1, 6)}, 4), Dense({_random.Next(3, 20)}), Tanh, Dense({_classes}), {CrossEntropy("")}]");

    private NetworkText Pixels() => new(Name,
        $"[Input(2, {_random.Next(2, 5)}, 3), Conv2D({_random.Next(2, 20)}, kernel: 3, padding: 1), Tanh, Conv2D({_classes}, kernel: 1), {CrossEntropy("")}]");

    private NetworkText Mixture() => new(Name, "", Methods: $$"""
        private static (Node scores, Node words, Node value) Build([Input(5)] Node x)
        {
            Node h = x.Dense({{_random.Next(3, 20)}}).Tanh();
            return (h.Dense({{_classes}}), h.Dense({{3 * _classes}}).Reshape(3, {{_classes}}), h.Dense(2));
        }

        private static (Node total, Node first, Node second) Loss(Node scores, Node words, Node value,
            [Input<int>] Node label, [Input<int>] Node other, [Input<int>(3)] Node tags, [Input(2)] Node target, [Input(1)] Node weight)
        {
            Node shift = Node.Parameter([1], Init.Constant, 0.4);
            return ({{Leaf(0)}} + {{Mixed(3)}}, {{Mixed(2)}}, {{Mixed(1)}});
        }
        """);

    /// <summary>Losses put together in the ways in which a mean over the batch passes through. All but small parts add up, so that nothing cancels.</summary>
    private string Mixed(int depth)
    {
        if (depth == 0) return Leaf(_random.Next(4));
        return _random.Next(9) switch
        {
            0 or 1 => $"({Mixed(depth - 1)} + {Mixed(depth - 1)})",
            2 => $"({Mixed(depth - 1)} - 0.1 * {Mixed(depth - 1)})",
            3 => $"({Number()} * {Mixed(depth - 1)})",
            4 => $"({Mixed(depth - 1)} / {Number()})",
            5 => $"({Mixed(depth - 1)} + {Number()})",
            6 => $"(20 - {Mixed(depth - 1)})",
            7 => $"({Mixed(depth - 1)} * (2 + weight)).Sum()",
            _ => $"({Mixed(depth - 1)} * shift + shift * shift).Sum()",
        };
    }

    private string Leaf(int kind) => kind switch
    {
        0 => $"scores.{CrossEntropy("label")}",
        1 => $"scores.{CrossEntropy("other")}",
        2 => $"words.{CrossEntropy("tags")}",
        _ => "value.MeanSquaredError(target)",
    };

    private string CrossEntropy(string target)
    {
        string smoothing = _random.Next(3) == 0 ? ", labelSmoothing: 0.1" : "";
        string weights = _random.Next(2) == 0 ? $", classWeights: [{string.Join(", ", Enumerable.Range(0, _classes).Select(_ => Number()))}]" : "";
        string ignored = _ignoreIndex.ToString(CultureInfo.InvariantCulture);
        return $"SoftmaxCrossEntropy({(target.Length > 0 ? target + ", " : "")}ignoreIndex: {ignored}{smoothing}{weights})";
    }

    private string Number() => (0.25 + (_random.Next(1, 12) / 4.0)).ToString(CultureInfo.InvariantCulture);
}
