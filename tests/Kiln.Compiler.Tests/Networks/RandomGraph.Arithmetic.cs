namespace Kiln.Compiler.Tests.Networks;

/// <summary>Operators, functions, broadcasting and reductions.</summary>
internal sealed partial class RandomGraph
{
    /// <summary>Two values of one shape, or a value and itself, by an operator. Denominators and bases stay away from zero.</summary>
    private void Join(Node x)
    {
        Node y = Other(x, x.Fits);
        Statement(x, Operation(x.Name, y.Name), x.Shape, x.Repeats || y.Repeats);
    }

    private string Operation(string left, string right) => Next(6) switch
    {
        0 or 1 => $"{left} + {right}",
        2 => $"{left} * {right}",
        3 => Next(2) == 0 ? $"{left} - {right}" : $"{left} / ({right}.Sigmoid() + 0.5)",
        4 => Next(2) == 0 ? $"Node.Maximum({left}, {right})" : $"Node.Minimum({left}, {right})",
        _ => Next(2) == 0 ? $"{right} - {left}" : $"({left}.Sigmoid() + 0.5).Power({right}.Tanh())",
    };

    private void Function(Node x) => Statement(x, string.Format(System.Globalization.CultureInfo.InvariantCulture, Next(4) switch
    {
        0 => "{0} * 0.5",
        1 => "1.5 - {0}",
        2 => "-{0}",
        _ => Pick([
            "{0} + 0.25",
                "2 / ({0}.Abs() + 1)",
                    "{0} / 1.5",
                        "{0} - 0.75",
                            "{0}.Abs()", "{0}.Tanh().Exp()", "({0}.Square() + 0.5).Log()", "({0}.Abs() + 0.3).Sqrt()", "({0}.Sigmoid() + 0.5).Power(1.5)",
            "{0}.Tanh().Power(3)", "{0}.Square()", "{0}.Clip(-0.7, 0.9)", "{0}.Clip(min: 0.1)", "{0} + {0}.Tanh().StopGradient()", "{0} * {0}.Step()"]),
    }, x.Name), x.Shape);

    /// <summary>
    /// An operator whose right operand is spread over the left one, or both over each other: a parameter, another value, or a reduction of the value itself.
    /// </summary>
    private void Spread(Node x)
    {
        switch (Next(3))
        {
            case 0 when x.Rank > 0:
                int[] part = [.. x.Shape.Skip(Next(x.Rank)).Select(size => Next(2) == 0 ? size : 1)];
                _learns = true;
                Statement(x, Operation(x.Name, $"Node.Parameter({List(part)}){(Next(3) == 0 ? ".Tanh()" : "")}"), x.Shape);
                break;
            case 1 when x.Rank > 1:
                int axis = Next(x.Rank);
                int[] kept = [.. x.Shape.Select((size, i) => i == axis ? 1 : size)];
                Statement(x, Operation(x.Name, $"{x.Name}.Mean({Text(axis)}).Reshape({Text(kept)}).{Activation()}"), x.Shape);
                break;
            default:
                Node y = Other(x, node => Spread(x.Shape, node.Shape) is { } shape && Elements(shape) <= MostElements);
                Statement(x, Operation(x.Name, y.Name), Spread(x.Shape, y.Shape)!, repeats: true);
                break;
        }
    }

    /// <summary>The shape of two values spread over each other, aligned at the right as numpy does; null if they do not fit.</summary>
    private static int[]? Spread(int[] left, int[] right)
    {
        int rank = Math.Max(left.Length, right.Length);
        int[] shape = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int a = i <= left.Length ? left[^i] : 1, b = i <= right.Length ? right[^i] : 1;
            if (a != b && a != 1 && b != 1) return null;
            shape[^i] = Math.Max(a, b);
        }

        return shape;
    }

    private void Reduce(Node x)
    {
        if (x.Rank == 0)
        {
            Function(x);
            return;
        }

        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(_ => Next(2) == 1)];
        int[] kept = axes.Length == 0 ? [] : [.. x.Shape.Where((_, i) => !axes.Contains(i))];
        bool fromEnd = Next(3) == 2;
        string kind = Next(3) switch { 0 => "Sum", 1 => "Mean", _ => x.Repeats ? "Mean" : "Max" };
        // Large sums saturate what follows.
        if (kind == "Sum" && x.Count / Elements(kept) > 64) kind = "Mean";
        Layer(x, $"{kind}({Text(axes.Select(axis => fromEnd ? axis - x.Rank : axis))})", kept);
    }

    /// <summary>One of the values that fit, the node itself where it is among them and the draw is 0; it gets a reader.</summary>
    private Node Other(Node x, Func<Node, bool> fits)
    {
        Node[] others = [.. _nodes.Where(fits)];
        Node y = others.Length == 0 ? x : others[Next(others.Length)];
        _read.Add(y);
        return y;
    }
}
