namespace Kiln.Compiler.Tests.Networks;

/// <summary>The same numbers in other places: other shapes, parts and wholes.</summary>
internal sealed partial class RandomGraph
{
    private void Reorder(Node x)
    {
        switch (x.Rank < 2 ? 0 : Next(5))
        {
            case 4: Layer(x, $"{(Next(2) == 0 ? "Softmax" : "LogSoftmax")}({Text(Next(x.Rank))})", x.Shape); break;
            case 1:
                int[] axes = Permutation(x.Rank);
                Layer(x, $"Transpose({Text(axes)})", [.. axes.Select(axis => x.Shape[axis])]);
                break;
            case 2: Layer(x, "Transpose()", [.. x.Shape.Reverse()]); break;
            case 3: Product(x); break;
            default:
                int[] shape = Factors(x.Count);
                bool leavesOne = Next(3) == 2;
                int open = Next(shape.Length);
                Layer(x, $"Reshape({Text(shape.Select((size, i) => leavesOne && i == open ? -1 : size))})", shape);
                break;
        }
    }

    private int[] Permutation(int rank)
    {
        List<int> left = [.. Enumerable.Range(0, rank)], axes = [];
        while (left.Count > 0)
        {
            axes.Add(Pick(left));
            left.Remove(axes[^1]);
        }

        return [.. axes];
    }

    /// <summary>Up to four dimensions of as many elements.</summary>
    private int[] Factors(int count)
    {
        List<int> shape = [];
        for (int rank = 1 + Next(4); rank > 1; rank--)
        {
            shape.Add(Divisor(count));
            count /= shape[^1];
        }

        return [.. shape, count];
    }

    private void Cut(Node x)
    {
        if (x.Rank == 0)
        {
            Function(x);
            return;
        }

        int axis = Next(x.Rank), size = x.Shape[axis];
        int named = Next(2) == 0 ? axis : axis - x.Rank;
        switch (Next(4))
        {
            case 0:
                int start = Next(size), length = 1 + Next(size - start);
                Layer(
                    x, $"Slice(axis: {Text(named)}, start: {Text(Next(2) == 0 ? start : start - size)}, length: {Text(length)})", With(x.Shape, axis, length));
                break;
            case 1:
                Parts(
                    x, axis, Enumerable.Repeat(size / Divisor(size), 1).SelectMany(part => Enumerable.Repeat(part, size / part)).ToArray(),
                    $"Split({{0}}, axis: {Text(named)})");
                break;
            case 2 when size > 1:
                int first = 1 + Next(size - 1);
                Parts(x, axis, [first, size - first], $"Split({List(first, size - first)}, axis: {Text(named)})");
                break;
            default: Pad(x); break;
        }
    }

    /// <summary>The first parts of a split; more would be more outputs than one can follow.</summary>
    private void Parts(Node x, int axis, int[] sizes, string call)
    {
        _read.Add(x);
        string name = $"v{Text(_statements.Count)}";
        _statements.Add($"Node[] {name} = {x.Name}.{string.Format(System.Globalization.CultureInfo.InvariantCulture, call, sizes.Length)};");
        for (int i = 0; i < Math.Min(3, sizes.Length); i++) _nodes.Add(new Node($"{name}[{Text(i)}]", With(x.Shape, axis, sizes[i]), Repeats: x.Repeats));
    }

    private void Pad(Node x)
    {
        int[] before = [.. x.Shape.Select(_ => Next(3))], after = [.. x.Shape.Select(_ => Next(2))];
        string value = Next(2) == 0 ? "" : ", 0.5";
        int[] shape = [.. x.Shape.Select((size, i) => size + before[i] + after[i])];
        if (Elements(shape) > MostElements) Layer(x, Activation(), x.Shape);
        else if (x.Rank == 3 && Next(2) == 1) Layer(x, $"Pad(1{value})", [x.Shape[0], x.Shape[1] + 2, x.Shape[2] + 2], repeats: true);
        else Layer(x, $"Pad({List(before)}, {List(after)}{value})", shape, repeats: true);
    }

    /// <summary>Two or three values that agree in all dimensions but one, itself among them.</summary>
    private void Concatenate(Node x)
    {
        if (x.Rank == 0)
        {
            Function(x);
            return;
        }

        int axis = Next(x.Rank);
        Node[] parts = new Node[2 + Next(2)];
        int own = Next(parts.Length);
        for (int i = 0; i < parts.Length; i++)
            parts[i] = i == own ? x : Other(x, node => node.Rank == x.Rank && With(node.Shape, axis, 0).SequenceEqual(With(x.Shape, axis, 0)));
        int[] shape = With(x.Shape, axis, parts.Sum(part => part.Shape[axis]));
        if (Elements(shape) > MostElements)
        {
            Layer(x, Activation(), x.Shape);
            return;
        }

        string along = axis == 0 && Next(2) == 0 ? "" : $"{Text(Next(2) == 0 ? axis : axis - x.Rank)}, ";
        Statement(x, $"Node.Concat({along}{string.Join(", ", parts.Select(part => part.Name))})", shape, repeats: true);
    }

    private static int[] With(int[] shape, int axis, int size) => [.. shape.Select((old, i) => i == axis ? size : old)];
}
