using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Attention of each sample, and rotary positions.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Attentions => new()
    {
        ["Attention"] = (g, n) => g.Attention(n),
        ["RotaryEmbedding"] = (g, n) => g.RotaryEmbedding(n),
    };

    /// <summary>softmax(scale Q K' + mask) V for each head: Kiln's own layer where nothing else is asked, else its parts.</summary>
    private Value Attention(OnnxNode node)
    {
        if (_wholeIsSample) throw LeftOutException.AcrossBatch;
        Value query = Data(node, 0), key = Data(node, 1), value = Data(node, 2);
        bool isSequence = Rank(query) == 2;
        if (isSequence)
            (query, key, value) = (Heads(
                query, node.Int("q_num_heads", 1)), Heads(key, node.Int("kv_num_heads", 1)), Heads(value, node.Int("kv_num_heads", 1)));
        int past = Given(node, 4) ? FullShape(node.Inputs[4])[2] : 0;
        if (past > 0) (key, value) = (Joined(1, Data(node, 4), key), Joined(1, Data(node, 5), value));
        Result(node, 1, key);
        Result(node, 2, value);

        // A query's group shares a head of keys and values (Ainslie et al. 2023).
        int heads = ShapeOf(query)[0], shared = heads / ShapeOf(key)[0];
        (key, value) = (EachRepeated(key, shared), EachRepeated(value, shared));
        double width = Math.Sqrt(ShapeOf(query)[2]), scale = node.Float("scale", (float)(1 / width));
        bool isPlain = !Given(node, 3)
            && !Given(node, 6)
            && node.Int("is_causal", 0) == 0
            && node.Float("softcap", 0) == 0
            && node.Outputs.Count < 4
            && ShapeOf(query)[2] == ShapeOf(value)[2];
        if (isPlain)
        {
            Value y = Apply(
                new ScaledDotProductAttention(heads, 0, _scope), Tokens(Apply(new MultiplyScalar(scale * width), query)), Tokens(key), Tokens(value));
            return isSequence ? y : Heads(y, heads);
        }

        Value mixed = Product(Probabilities(node, Apply(new MultiplyScalar(scale), Apply(new MatMul(false, true), query, key)), past), value);
        return isSequence ? Tokens(mixed) : mixed;
    }

    /// <summary>Scores become probabilities: bounded by tanh, masked, softmax. Each stage may be a result.</summary>
    private Value Probabilities(OnnxNode node, Value scores, int past)
    {
        (int queries, int keys) = (ShapeOf(scores)[1], ShapeOf(scores)[2]);
        double cap = node.Float("softcap", 0);
        Value capped = cap == 0 ? scores : Apply(new MultiplyScalar(cap), Apply(new Tanh(), Apply(new MultiplyScalar(1 / cap), scores)));
        Value masked = capped;
        if (Given(node, 3)) masked = Apply(new Add(), masked, Mask(node, keys));
        // A query sees the keys up to its own place after the past.
        if (node.Int("is_causal", 0) == 1)
            masked = Apply(
                new Add(), masked,
                Shared(
                    $"{_scope}.causal", [queries, keys],
                    Enumerable.Range(0, queries * keys).Select(i => i % keys <= (i / keys) + past ? 0 : double.NegativeInfinity)));
        // Beyond a sample's length the logarithm of its mask is minus infinity.
        if (Given(node, 6))
            masked = Apply(new Add(), masked, Shaped(Apply(new Log(), Apply(new LengthMask(keys), Indices(node.Inputs[6], Numbers(node, 6)))), 1, 1, keys));
        Value probabilities = Apply(new Softmax(), masked);
        Result(node, 3, new[] { scores, capped, masked, probabilities }[node.Int("qk_matmul_output_mode", 0)]);
        return probabilities;
    }

    /// <summary>Keys that a mask does not reach are left out.</summary>
    private Value Mask(OnnxNode node, int keys)
    {
        Value mask = Operand(node.Inputs[3], 4);
        int[] before = new int[Rank(mask)], after = new int[Rank(mask)];
        after[^1] = keys - ShapeOf(mask)[Rank(mask) - 1];
        return after[^1] == 0 ? mask : Apply(new Kiln.Generator.Ops.Pad(before.ToEquatableArray(), after.ToEquatableArray(), double.NegativeInfinity), mask);
    }

    private void Result(OnnxNode node, int output, Value value)
    {
        if (output < node.Outputs.Count && node.Outputs[output].Length > 0) _values[node.Outputs[output]] = value;
    }

    /// <summary>[tokens, heads * width] as [heads, tokens, width].</summary>
    private Value Heads(Value x, int heads) => Permuted(Shaped(x, ShapeOf(x)[0], heads, ShapeOf(x)[1] / heads), 1, 0, 2);

    private Value Tokens(Value x) => Shaped(Permuted(x, 1, 0, 2), ShapeOf(x)[1], ShapeOf(x)[0] * ShapeOf(x)[2]);

    /// <summary>Each head a number of times in a row.</summary>
    private Value EachRepeated(Value x, int count)
    {
        if (count == 1) return x;
        (int heads, int tokens, int width) = (ShapeOf(x)[0], ShapeOf(x)[1], ShapeOf(x)[2]);
        return Shaped(Repeated(Shaped(x, heads, 1, tokens, width), Shape.PerSample(heads, count, tokens, width)), heads * count, tokens, width);
    }

    /// <summary>
    /// Pairs of features turned by the angle of their position (Su et al. 2021); cosines and sines come from tables. A pair lies in both halves of a head or
    /// side by side.
    /// </summary>
    private Value RotaryEmbedding(OnnxNode node)
    {
        if (!_wholeIsSample) throw LeftOutException.AcrossBatch;
        if (node.Int("rotary_embedding_dim", 0) != 0) throw new LeftOutException("a part of each head is turned");
        Value x = Data(node, 0);
        int[] shape = [.. ShapeOf(x).Dimensions];
        bool isSequence = shape.Length == 3, areNeighbours = node.Int("interleaved", 0) == 1;
        Value tokens = isSequence ? x : Permuted(x, 0, 2, 1, 3);
        int batch = shape[0];
        int length = ShapeOf(tokens)[1];
        int heads = isSequence ? node.Int("num_heads", 1) : shape[1];
        int half = Count(shape) / (batch * length * heads * 2);
        int axis = areNeighbours ? 4 : 3;
        Value pairs = Shaped(tokens, areNeighbours ? [batch, length, heads, half, 2] : [batch, length, heads, 2, half]);
        Value Table(int input) =>
            Shaped(
                Given(node, 3) ? Rows(Data(node, input), $"{node.Inputs[3]}_rows", Numbers(node, 3)) : Data(node, input),
                areNeighbours ? [batch, length, 1, half, 1] : [batch, length, 1, 1, half]);
        Value cosine = Table(1), sine = Table(2), first = Part(pairs, axis, 0, 1), second = Part(pairs, axis, 1, 1);
        Value real = Apply(new Subtract(), Apply(new Multiply(), first, cosine), Apply(new Multiply(), second, sine));
        Value imaginary = Apply(new Add(), Apply(new Multiply(), first, sine), Apply(new Multiply(), second, cosine));
        Value turned = Shaped(Joined(axis, real, imaginary), [.. ShapeOf(tokens).Dimensions]);
        return isSequence ? turned : Permuted(turned, 0, 2, 1, 3);
    }
}
