namespace Kiln.Generator.Ops;

/// <summary>a sigmoid(b) for the two halves a and b of a dimension (Dauphin et al. 2017, eq. 1).</summary>
internal static class GLU
{
    public static Layer Layer { get; } = new("GLU", call =>
    {
        Shape x = call.InputShape();
        int given = call.Int("axis"), axis = Axis.Of(call, "axis", given, x), half = x[axis] / 2;
        if (x[axis] % 2 != 0)
            throw call.Fail(ShapeProblems.OutOfRange, "GLU", "axis", given, FormattableString.Invariant($"a dimension of even size; this one has {x[axis]}"));
        Value a = call.Add(new Slice(axis, 0, half), call.Input()), b = call.Add(new Slice(axis, half, half), call.Input());
        return call.Add(new Multiply(), a, call.Add(new Sigmoid(), b));
    });
}
