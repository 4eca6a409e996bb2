namespace Kiln.Compiler.Tests.Networks;

/// <summary>Layers of sequences and signals: tokens, attention, products of matrices.</summary>
internal sealed partial class RandomGraph
{
    /// <summary>The interpreter visits every pair of tokens.</summary>
    private const int MostTokens = 48;

    /// <summary>A sequence out of indices.</summary>
    private void Tokens()
    {
        int tokens = 1 + Next(6), rows = 2 + Next(9);
        string indices = Indices(tokens);
        bool embeds = Next(3) < 2;
        int units = embeds ? Pick([4, 6, 16, 17, 18]) : rows;
        _learns |= embeds;
        var node = new Node($"v{Text(_statements.Count)}", [tokens, units], IsInput: true, Repeats: true);
        _statements.Add($"Node {node.Name} = {indices}.{(embeds ? $"Embedding({Text(rows)}, {Text(units)})" : $"OneHot({Text(rows)})")};");
        _nodes.Add(node);
    }

    private void SequenceLayer(Node x)
    {
        int units = Pick(s_units), tokens = x.Shape[0], features = x.Shape[1];
        switch (Next(14))
        {
            case 0 or 1: Learned(x, $"Dense({Text(units)}{(Next(3) == 0 ? ", bias: false" : "")})", [tokens, units]); break;
            case 2: Learned(x, "LayerNorm()", x.Shape); break;
            case 3: Layer(x, "Softmax()", x.Shape); break;
            case 4: Layer(x, "LogSoftmax()", x.Shape); break;
            case 5: Layer(x, Dropout(), x.Shape); break;
            case 6: Layer(x, "PositionalEncoding()", x.Shape); break;
            case 7 or 8 when tokens > MostTokens: Layer(x, "LogSoftmax()", x.Shape); break;
            case 7: Learned(x, $"MultiHeadAttention(heads: {Text(Divisor(features))}{Mask(tokens)}{(Next(3) == 0 ? ", dropout: 0.2" : "")})", x.Shape); break;
            case 8: Attention(x); break;
            case 9: Layer(x, $"MaskedSoftmax(Node.LengthMask({Indices()}, {Text(features)}))", x.Shape); break;
            case 10: Gather(x); break;
            case 11: Signal(x); break;
            case 12: Product(x); break;
            default: Layer(x, "Flatten()", [x.Count]); break;
        }
    }

    private string Mask(int tokens) => Next(2) == 0 ? "" : $", mask: Node.LengthMask({Indices()}, {Text(tokens)})";

    /// <summary>Attention to itself or to another sequence of as many features.</summary>
    private void Attention(Node query)
    {
        Node key = Other(query, node => node.Rank == 2 && node.Shape[0] <= MostTokens && node.Shape[1] == query.Shape[1]);
        Node value = Next(2) == 0 ? key : Other(key, key.Fits);
        string options = $", heads: {Text(Divisor(query.Shape[1]))}{(Next(3) == 0 ? ", dropout: 0.2" : "")}";
        Statement(query, $"Node.ScaledDotProductAttention({query.Name}, {key.Name}, {value.Name}{Mask(key.Shape[0])}{options})", query.Shape);
    }

    private void Gather(Node x)
    {
        int[] positions = Next(3) == 0 ? [] : [1 + Next(6)];
        Layer(x, $"Gather({Indices(positions)})", [.. positions, x.Shape[1]], repeats: true);
    }

    private void Signal(Node x)
    {
        (int channels, int length) = (x.Shape[0], x.Shape[1]);
        int kernel = 1 + Next(Math.Min(4, length));
        int stride = 1 + Next(2);
        int dilation = Dilation(kernel, length);
        int padding = Next(kernel);
        int groups = Divisor(channels);
        int outputs = groups == 1 ? Pick(s_channels) : groups * (1 + Next(2));
        string call = $"Conv1D({Text(outputs)}, kernel: {Text(kernel)}, stride: {Text(stride)}, padding: {Text(padding)}, dilation: {Text(dilation)}, "
            + $"groups: {Text(groups)})";
        Learned(x, call, [outputs, Positions(length, kernel, stride, padding, dilation)]);
    }

    /// <summary>A product with a parameter, with another value or with itself; scaled, so that numbers stay of order 1.</summary>
    private void Product(Node x)
    {
        (int rows, int columns, int[] front) = (x.Shape[^2], x.Shape[^1], x.Shape[..^2]);
        int kind = Next(4), units = Pick(s_units);
        if (kind == 0 && front.Length == 0)
        {
            _learns = true;
            string factor = Next(2) == 0 ? $"{Text(columns)}, {Text(units)}])" : $"{Text(units)}, {Text(columns)}]), transposeB: true";
            Statement(x, $"{x.Name}.MatMul(Node.Parameter([{factor})", [rows, units]);
            return;
        }

        (bool left, bool right) = (kind == 2, kind != 2);
        int depth = left ? rows : columns, result = left ? columns : rows;
        if (kind == 3) (left, right) = (Next(2) == 1, Next(2) == 1);
        if (kind == 3) (depth, result) = left ? (rows, columns) : (columns, rows);
        Node y = Other(x, node => node.Rank == x.Rank && node.Shape[..^2].SequenceEqual(front) && node.Shape[right ? ^1 : ^2] == depth);
        // With none but itself to multiply with, one of the factors must be transposed.
        if (y == x && kind == 3) (left, right, depth, result) = (false, true, columns, rows);
        int[] shape = [.. front, result, y.Shape[right ? ^2 : ^1]];
        if (Elements(shape) > MostElements) Layer(x, Activation(), x.Shape);
        else
            Statement(
                x, $"{x.Name}.MatMul({y.Name}{(left ? ", transposeA: true" : "")}{(right ? ", transposeB: true" : "")}) * {(depth > 8 ? "0.1" : "0.3")}", shape,
                x.Repeats || y.Repeats);
    }
}
