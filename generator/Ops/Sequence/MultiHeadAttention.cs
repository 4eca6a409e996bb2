namespace Kiln.Generator.Ops;

/// <summary>
/// Multi-head self-attention (Vaswani et al. 2017, section 3.2.2) with PyTorch's parameters: a dense layer makes queries, keys and values of all heads,
/// [tokens, 3 features], <see cref="ScaledDotProductAttention"/> reads them where they are, a second dense layer mixes the heads.
/// </summary>
internal static class MultiHeadAttention
{
    public static Layer Layer { get; } = new("MultiHeadAttention", call =>
    {
        Shape shape = call.InputShape();
        if (shape.Rank != 2) throw call.Fail(Expected.Sequence(call.Layer, shape));
        int features = shape[1], heads = call.AtLeast(1, "heads", call.Int("heads"));
        if (features % heads != 0) throw call.Fail(ShapeProblems.HeadsDoNotDivide, call.Layer, features, heads);
        double rate = call.InRange("dropout", call.Double("dropout") is >= 0 and < 1, "at least 0 and less than 1");
        Value joined = call.Add(new Dense(3 * features), call.Input(), Weight("in_proj_weight", 3 * features), Bias("in_proj_bias", 3 * features));
        var attention = new ScaledDotProductAttention(heads, rate, call.NoiseKey());
        Value context = call.Input("mask") is { } mask ? call.Add(attention, joined, mask) : call.Add(attention, joined);
        return call.Add(new Dense(features), context, Weight("out_proj.weight", features), Bias("out_proj.bias", features));

        Value Weight(string name, int units) => call.Parameter(name, Shape.Fixed(units, features), Init.XavierUniform, 0, features, units);
        Value Bias(string name, int units) => call.Parameter(name, Shape.Fixed(units), Init.Zeros, 0, features, units);
    });
}
