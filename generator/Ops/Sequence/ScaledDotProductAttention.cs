namespace Kiln.Generator.Ops;

/// <summary>
/// Scaled dot-product attention (Vaswani et al. 2017, section 3.2): for each head, a slice of the features, Y = M(softmax(Q K' / sqrt(width))) V, where keys
/// whose mask is 0 are left out (a query without any key gives 0) and M drops probabilities in training. Inputs: Q [queries, features], K and V [keys,
/// features], or one value [tokens, 3 features] with the three one after another; and the mask [keys, 1] if there is one.
/// </summary>
internal sealed record ScaledDotProductAttention(int Heads, double Rate, string Key) : Op
{
    public static Layer Layer { get; } = new("ScaledDotProductAttention", call =>
    {
        List<Value> inputs = [call.Input("query")!, call.Input("key")!, call.Input("value")!];
        if (call.Input("mask") is { } mask) inputs.Add(mask);
        double rate = call.InRange("dropout", call.Double("dropout") is >= 0 and < 1, "at least 0 and less than 1");
        return call.Add(new ScaledDotProductAttention(call.AtLeast(1, "heads", call.Int("heads")), rate, call.NoiseKey()), [.. inputs]);
    }) { IsFunction = true };

    protected internal override string Detail => FormattableString.Invariant($"{Heads} heads, dropout {Rate}");

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        var sizes = new AttentionSizes(Heads, inputs.Select(input => input.Shape));
        return sizes.Problem(Name) is { } problem ? problem : TensorType.Float(new Shape(inputs[0].Shape.Leading, [sizes.Queries, sizes.Features]));
    }

    public override void Evaluate(Reference reference)
    {
        AttentionReference attention = new(this, reference);
        Tensor y = reference.Output();
        attention.Visit((row, head, query, key, first, probability, kept) =>
        {
            for (int i = first; i < first + attention.Sizes.Width; i++)
                y[row, (query * attention.Sizes.Features) + i] += kept * attention.Value(row, key, i);
        });
    }

    public override void Differentiate(Gradient gradient)
    {
        Value[] inputs = [.. Enumerable.Range(0, gradient.InputCount).Select(gradient.Input), gradient.Dy];
        Value first = gradient.Add(new ScaledDotProductAttentionGradient(this), inputs);
        for (int input = 0; input < gradient.InputCount; input++)
            if (!AttentionSizes.IsMask(gradient.InputCount, input)) gradient.Contribute(input, first with { Output = input });
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        new AttentionSizes(Heads, inputs.Select(input => input.Shape)).MultiplyAdds;

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("one head", new ScaledDotProductAttention(1, 0, "attention"), OpCase.Sequence(3, 5), OpCase.Sequence(4, 5), OpCase.Sequence(4, 5)),
        new("heads and a mask", new ScaledDotProductAttention(3, 0, "attention"),
            OpCase.Sequence(7, 12), OpCase.Sequence(18, 12), OpCase.Sequence(18, 12), OpCase.Sequence(18, 1)) { Kinds = [(3, InputKind.Mask)] },
        new("queries, keys and values in one", new ScaledDotProductAttention(2, 0, "attention"), OpCase.Sequence(6, 42)),
        new("wide heads in one, with a mask", new ScaledDotProductAttention(2, 0, "attention"), OpCase.Sequence(5, 96),
            OpCase.Sequence(5, 1)) { Kinds = [(1, InputKind.Mask)] },
        new("dropout", new ScaledDotProductAttention(2, 0.25, "attention"), OpCase.Sequence(5, 18)),
        new("many queries and dropout", new ScaledDotProductAttention(2, 0.25, "attention"), OpCase.Sequence(131, 18)),
        new("many queries and a mask", new ScaledDotProductAttention(2, 0, "attention"),
            OpCase.Sequence(67, 12), OpCase.Sequence(18, 12), OpCase.Sequence(18, 12), OpCase.Sequence(18, 1)) { Kinds = [(3, InputKind.Mask)] },
    ];
}
