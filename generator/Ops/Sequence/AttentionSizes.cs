namespace Kiln.Generator.Ops;

/// <summary>Sizes of an attention over inputs of these shapes: queries, keys and values in one or one by one, with or without a mask.</summary>
internal sealed class AttentionSizes(int heads, EquatableArray<Shape> inputs)
{
    private bool InOne => IsInOne(inputs.Count);

    public int Heads => heads;

    public int Queries => inputs[0][0];

    public int Keys => InOne ? Queries : inputs[1][0];

    public int Features => InOne ? inputs[0][1] / 3 : inputs[0][1];

    /// <summary>Features of one head.</summary>
    public int Width => Features / heads;

    /// <summary>Q K' and P V of all heads.</summary>
    public long MultiplyAdds => 2L * Queries * Keys * Features;

    /// <summary>Whether queries, keys and values are slices of one input.</summary>
    public static bool IsInOne(int count) => count < 3;

    public static bool IsMask(int count, int input) => input == (IsInOne(count) ? 1 : 3);

    /// <summary>The problem with the shapes.</summary>
    public Problem? Problem(string op)
    {
        int mask = InOne ? 1 : 3;
        foreach (Shape input in inputs)
            if (input.Rank != 2) return Expected.Sequence(op, input);
        for (int input = 1; input < mask; input++)
            if (inputs[input][1] != inputs[0][1] || inputs[input][0] != inputs[1][0])
                return new Problem(ShapeProblems.ShapesDiffer, op, inputs[0], inputs[input]);
        if (inputs.Count > mask && (inputs[mask][0] != Keys || inputs[mask][1] != 1))
            return new Problem(ShapeProblems.ShapesDiffer, op, inputs[mask - 1], inputs[mask]);
        return Features % heads == 0 ? null : new Problem(ShapeProblems.HeadsDoNotDivide, op, Features, heads);
    }
}
