namespace Kiln.Generator.Ops;

/// <summary>Attention in plain loops: every probability of every head, for the reference evaluation and that of the gradient.</summary>
internal sealed class AttentionReference
{
    private readonly ScaledDotProductAttention _op;
    private readonly Reference _reference;
    private readonly bool _inOne, _masked;

    /// <param name="op">Heads and dropout.</param>
    /// <param name="reference">Its first inputs are the attention's.</param>
    /// <param name="further">Inputs after the attention's.</param>
    public AttentionReference(ScaledDotProductAttention op, Reference reference, int further = 0)
    {
        (_op, _reference) = (op, reference);
        int count = reference.InputCount - further;
        _inOne = count < 3;
        _masked = AttentionSizes.IsMask(count, count - 1);
        Sizes = new AttentionSizes(op.Heads, Enumerable.Range(0, count).Select(input => reference.Input(input).Shape).ToEquatableArray());
    }

    public AttentionSizes Sizes { get; }

    public double Query(int row, int token, int feature) => Element(0, row, token, feature);

    public double Key(int row, int token, int feature) => Element(1, row, token, feature);

    public double Value(int row, int token, int feature) => Element(2, row, token, feature);

    /// <summary>Where in input or gradient <paramref name="part"/> (query, key, value) an element is: the tensor and the place in its row.</summary>
    public (int Tensor, int Place) PlaceOf(int part, int token, int feature) =>
        _inOne ? (0, (token * 3 * Sizes.Features) + (part * Sizes.Features) + feature) : (part, (token * Sizes.Features) + feature);

    /// <summary>The factor of dropout for probability (query, key) of a head.</summary>
    public double Drop(int row, int head, int query, int key, double value)
    {
        if (_op.Rate == 0) return value;
        double uniform = _reference.Settings.Uniform(_op.Key, (row * _op.Heads) + head, (query * Sizes.Keys) + key);
        return uniform < _op.Rate ? 0 : value / (1 - _op.Rate);
    }

    /// <summary>Calls <paramref name="visit"/> for (row, head, query, key, the head's first feature, probability, probability after dropout).</summary>
    public void Visit(Action<int, int, int, int, int, double, double> visit)
    {
        for (int row = 0; row < _reference.Input(0).Rows; row++)
            for (int head = 0; head < _op.Heads; head++)
                for (int query = 0; query < Sizes.Queries; query++)
                {
                    double[] probabilities = Row(row, query, head * Sizes.Width);
                    for (int key = 0; key < Sizes.Keys; key++)
                        visit(row, head, query, key, head * Sizes.Width, probabilities[key], Drop(row, head, query, key, probabilities[key]));
                }
    }

    /// <summary>The probabilities of one query of the head that begins at a feature.</summary>
    public double[] Row(int row, int query, int first)
    {
        double[] scores = new double[Sizes.Keys];
        double largest = double.NegativeInfinity, sum = 0;
        for (int key = 0; key < Sizes.Keys; key++)
        {
            if (IsMasked(row, key)) continue;
            for (int i = 0; i < Sizes.Width; i++) scores[key] += Query(row, query, first + i) * Key(row, key, first + i) / Math.Sqrt(Sizes.Width);
            largest = Math.Max(largest, scores[key]);
        }

        // No key is left, or each has the score -infinity, which also masks it.
        if (_masked && double.IsNegativeInfinity(largest)) return new double[Sizes.Keys];
        for (int key = 0; key < Sizes.Keys; key++) sum += scores[key] = IsMasked(row, key) ? 0 : Math.Exp(scores[key] - largest);
        for (int key = 0; key < Sizes.Keys; key++) scores[key] /= sum;
        return scores;
    }

    private bool IsMasked(int row, int key) => _masked && _reference.Input(_inOne ? 1 : 3)[row, key] == 0;

    private double Element(int part, int row, int token, int feature)
    {
        (int tensor, int place) = PlaceOf(part, token, feature);
        return _reference.Input(tensor)[row, place];
    }
}
