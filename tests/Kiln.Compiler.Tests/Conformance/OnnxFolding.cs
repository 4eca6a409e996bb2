namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// Computes nodes whose operands are known before anything runs: the shapes, axes, positions and masks around the arithmetic of a function's body. Kiln's own
/// language computes them in C#, at compile time.
/// </summary>
internal static class OnnxFolding
{
    private static readonly Dictionary<string, Func<OnnxNode, OnnxTensor[], OnnxTensor>> s_folds = new()
    {
        ["Identity"] = (_, x) => x[0],
        ["CastLike"] = (_, x) => Cast(x[0], x[1].ElementType),
        ["Cast"] = (n, x) => Cast(x[0], n.Int("to", OnnxTensor.Float)),
        ["Constant"] = (n, _) => Constant(n),
        ["ConstantOfShape"] = (n, x) => Filled(n.Tensor("value") ?? OnnxTensor.Of(OnnxTensor.Float, [1], [0]), x[0]),
        ["Range"] = (_, x) => Range(x[0], x[1], x[2]),
        ["Add"] = (_, x) => Combined(x[0].ElementType, (a, b) => a + b, x),
        ["Sub"] = (_, x) => Combined(x[0].ElementType, (a, b) => a - b, x),
        ["Mul"] = (_, x) => Combined(x[0].ElementType, (a, b) => a * b, x),
        // Whole numbers divide towards zero.
        ["Div"] = (_, x) => Combined(x[0].ElementType, (a, b) => x[0].ElementType == OnnxTensor.Float ? a / b : Math.Truncate(a / b), x),
        // The remainder has the divisor's sign, or, as C's fmod, the dividend's.
        ["Mod"] = (n, x) => Combined(x[0].ElementType, n.Int("fmod", 0) == 1 ? (a, b) => a % b : (a, b) => a - (b * Math.Floor(a / b)), x),
        ["Less"] = (_, x) => Combined(OnnxTensor.Bool, (a, b) => a < b ? 1 : 0, x),
        ["Equal"] = (_, x) => Combined(OnnxTensor.Bool, (a, b) => a == b ? 1 : 0, x),
        ["And"] = (_, x) => Combined(OnnxTensor.Bool, (a, b) => a * b, x),
        ["Not"] = (_, x) => Each(x[0], a => 1 - a),
        ["Neg"] = (_, x) => Each(x[0], a => -a),
        ["Sqrt"] = (_, x) => Each(x[0], Math.Sqrt),
        ["Where"] = (_, x) => Where(x[0], x[1], x[2]),
        ["Gather"] = (n, x) => Gather(x[0], x[1], n.Int("axis", 0)),
        ["Concat"] = (n, x) => Concat(x, n.Int("axis", 0)),
        ["Slice"] = (_, x) => Slice(x),
        ["Unsqueeze"] = (_, x) => Unsqueeze(x[0], x[1]),
        ["Squeeze"] = (_, x) => Squeeze(x[0], x.Length > 1 ? x[1] : null),
        ["Reshape"] = (_, x) => Reshape(x[0], x[1]),
    };

    public static bool Knows(string op) => s_folds.ContainsKey(op);

    /// <summary>The node's result, or null if it is for the graph to compute.</summary>
    public static OnnxTensor? Of(OnnxNode node, OnnxTensor[] operands) =>
        s_folds.TryGetValue(node.Op, out Func<OnnxNode, OnnxTensor[], OnnxTensor>? fold) ? fold(node, operands) : null;

    private static OnnxTensor Constant(OnnxNode node) =>
        node.Tensor("value")
        ?? (node.Has("value_ints") ? Vector(node.Ints("value_ints"))
            : node.Has("value_int") ? OnnxTensor.Of(OnnxTensor.Int64, [], [node.Int("value_int", 0)])
            : node.Has("value_float") ? OnnxTensor.Of(OnnxTensor.Float, [], [node.Float("value_float", 0)])
            : node.Has("value_floats") ? OnnxTensor.Of(OnnxTensor.Float, [node.Floats("value_floats").Length], node.Floats("value_floats"))
            : throw new LeftOutException("a constant that is not a tensor"));

    /// <summary>A list of whole numbers, such as a shape.</summary>
    public static OnnxTensor Vector(IReadOnlyList<int> numbers) => OnnxTensor.Of(OnnxTensor.Int64, [numbers.Count], numbers.Select(x => (double)x));

    private static OnnxTensor Cast(OnnxTensor x, int type) =>
        type is OnnxTensor.Float or OnnxTensor.Int32 or OnnxTensor.Int64 or OnnxTensor.Bool
            ? OnnxTensor.Of(
                type, x.Dimensions, x.Elements.Select(a => type == OnnxTensor.Float ? (float)a : type == OnnxTensor.Bool ? (a != 0 ? 1 : 0) : Math.Truncate(a)))
            : throw new LeftOutException($"elements of type {OnnxTensor.NameOf(type)}");

    private static OnnxTensor Filled(OnnxTensor value, OnnxTensor shape)
    {
        int[] dimensions = Whole(shape);
        return OnnxTensor.Of(value.ElementType, dimensions, Enumerable.Repeat(value.Elements[0], Count(dimensions)));
    }

    private static OnnxTensor Range(OnnxTensor start, OnnxTensor limit, OnnxTensor delta)
    {
        double first = start.Elements[0], step = delta.Elements[0];
        int count = Math.Max(0, (int)Math.Ceiling((limit.Elements[0] - first) / step));
        return OnnxTensor.Of(start.ElementType, [count], Enumerable.Range(0, count).Select(i => first + (i * step)));
    }

    private static OnnxTensor Each(OnnxTensor x, Func<double, double> f) =>
        OnnxTensor.Of(x.ElementType, x.Dimensions, x.Elements.Select(a => x.ElementType == OnnxTensor.Float ? (float)f(a) : f(a)));

    private static OnnxTensor Combined(int type, Func<double, double, double> f, OnnxTensor[] x)
    {
        int[] shape = Joined(x[0].Dimensions, x[1].Dimensions);
        OnnxTensor left = Expanded(x[0], shape), right = Expanded(x[1], shape);
        return OnnxTensor.Of(type, shape, left.Elements.Zip(right.Elements, (a, b) => type == OnnxTensor.Float ? (float)f(a, b) : f(a, b)));
    }

    private static OnnxTensor Where(OnnxTensor condition, OnnxTensor x, OnnxTensor y)
    {
        int[] shape = Joined(Joined(condition.Dimensions, x.Dimensions), y.Dimensions);
        OnnxTensor c = Expanded(condition, shape), a = Expanded(x, shape), b = Expanded(y, shape);
        return OnnxTensor.Of(x.ElementType, shape, Enumerable.Range(0, c.Elements.Length).Select(i => c.Elements[i] != 0 ? a.Elements[i] : b.Elements[i]));
    }

    private static OnnxTensor Gather(OnnxTensor x, OnnxTensor indices, int axis)
    {
        if (axis != 0) throw new LeftOutException("numbers taken along an axis that is not the first");
        int[] inner = [.. x.Dimensions.Skip(1)];
        int length = Count(inner), rows = x.Dimensions[0];
        return OnnxTensor.Of(x.ElementType, [.. indices.Dimensions, .. inner],
            indices.Elements.SelectMany(index => x.Elements.AsSpan(((int)index + (index < 0 ? rows : 0)) * length, length).ToArray()));
    }

    private static OnnxTensor Concat(OnnxTensor[] x, int axis) =>
        axis == 0 || x[0].Dimensions.Count == 1
            ? OnnxTensor.Of(x[0].ElementType, [x.Sum(part => part.Dimensions[0]), .. x[0].Dimensions.Skip(1)], x.SelectMany(part => part.Elements))
            : throw new LeftOutException("numbers joined along an axis that is not the first");

    /// <summary>A part of a list of numbers.</summary>
    private static OnnxTensor Slice(OnnxTensor[] x)
    {
        int length = x[0].Dimensions[0], first = Bound(x[1].Elements.Single(), length), last = Bound(x[2].Elements.Single(), length);
        return OnnxTensor.Of(x[0].ElementType, [Math.Max(0, last - first)], x[0].Elements.Take(last).Skip(first));

        static int Bound(double index, int length) => (int)Math.Clamp(index < 0 ? index + length : index, 0, length);
    }

    private static OnnxTensor Unsqueeze(OnnxTensor x, OnnxTensor axes)
    {
        int rank = x.Dimensions.Count + axes.Elements.Length;
        int[] added = [.. Whole(axes).Select(axis => axis < 0 ? axis + rank : axis)];
        var old = new Queue<int>(x.Dimensions);
        return x with { Dimensions = [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : old.Dequeue())] };
    }

    private static OnnxTensor Squeeze(OnnxTensor x, OnnxTensor? axes) =>
        x with
        {
            Dimensions = [.. x.Dimensions.Where(
                (size, axis) => axes is null ? size != 1 : !axes.Elements.Contains(axis) && !axes.Elements.Contains(axis - x.Dimensions.Count))],
        };

    private static OnnxTensor Reshape(OnnxTensor x, OnnxTensor shape) => x with { Dimensions = Filled(Whole(shape), x.Dimensions) };

    /// <summary>A target of Reshape with its zeros (the size that was there) and its -1 (what remains) filled in.</summary>
    public static int[] Filled(int[] target, IReadOnlyList<int> old)
    {
        int[] filled = [.. target.Select((size, axis) => size == 0 ? old[axis] : size)];
        int hole = Array.IndexOf(filled, -1);
        if (hole >= 0) filled[hole] = Count(old) / -Count(filled);
        return filled;
    }

    /// <summary>The shape to which operands of these shapes are repeated.</summary>
    public static int[] Joined(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        int rank = Math.Max(left.Count, right.Count);
        int Size(IReadOnlyList<int> shape, int axis) => axis - rank + shape.Count is >= 0 and int own ? shape[own] : 1;
        // A size of 1 is repeated, to none where the other has none.
        return [.. Enumerable.Range(0, rank).Select(axis => Size(left, axis) == 1 ? Size(right, axis) : Size(left, axis))];
    }

    private static OnnxTensor Expanded(OnnxTensor x, int[] shape)
    {
        double[] elements = new double[Count(shape)];
        for (int i = 0; i < elements.Length; i++)
        {
            int from = 0, rest = i, stride = 1;
            for (int axis = shape.Length - 1, own = x.Dimensions.Count - 1; own >= 0; axis--, own--)
            {
                if (x.Dimensions[own] > 1) from += rest % shape[axis] * stride;
                (rest, stride) = (rest / shape[axis], stride * x.Dimensions[own]);
            }

            elements[i] = x.Elements[from];
        }

        return OnnxTensor.Of(x.ElementType, shape, elements);
    }

    private static int[] Whole(OnnxTensor x) => [.. x.Elements.Select(a => (int)a)];

    private static int Count(IEnumerable<int> shape) => shape.Aggregate(1, (product, size) => product * size);
}
