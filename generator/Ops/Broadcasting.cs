namespace Kiln.Generator.Ops;

/// <summary>
/// The broadcasting rule of NumPy: shapes are aligned at their last dimension, and two sizes fit where they are equal or one of them is 1 or missing. What
/// does not depend on the batch combines with a value of each sample to one of each sample.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The shape of the result, or null if the shapes do not fit.</summary>
    public static Shape? Of(Shape left, Shape right)
    {
        int[] dimensions = new int[Math.Max(left.Rank, right.Rank)];
        for (int i = 1; i <= dimensions.Length; i++)
        {
            int a = i <= left.Rank ? left[left.Rank - i] : 1, b = i <= right.Rank ? right[right.Rank - i] : 1;
            if (a != b && a != 1 && b != 1) return null;
            dimensions[dimensions.Length - i] = a == 1 ? b : a;
        }

        if (left.Leading != right.Leading && left.Leading > 0 && right.Leading > 0) return null;
        return new Shape(Math.Max(left.Leading, right.Leading), dimensions.ToEquatableArray());
    }

    /// <summary>Adds an element-wise op of two inputs, preceded by ops that give them one shape.</summary>
    public static Value Add(LayerCall call, ElementwiseOp op, Value left, Value right)
    {
        Shape first = call.ShapeOf(left), second = call.ShapeOf(right);
        Shape shape = Of(first, second)
            ?? throw call.Fail(
                ShapeProblems.ShapesDiffer, call.Layer, first,
                FormattableString.Invariant($"{second} by broadcasting (counted from the last, sizes must be equal or 1)"));
        return call.Add(op, To(call, left, shape), To(call, right, shape));
    }

    /// <summary>Repeats values that do not depend on the batch for each sample, for ops that only combine values of samples.</summary>
    public static Value ToSamples(LayerCall call, Value value)
    {
        Shape shape = call.ShapeOf(value);
        return shape.Leading > 0 ? value : To(call, value, shape with { Leading = 1 });
    }

    /// <summary>Adds the ops that give a value a larger shape.</summary>
    public static Value To(LayerCall call, Value value, Shape shape)
    {
        Shape from = call.ShapeOf(value);
        if (from == shape) return value;
        int missing = shape.Rank - from.Rank;
        int[] repeated = [.. Enumerable.Range(0, shape.Rank).Where(i => i < missing || (from[i - missing] == 1 && shape[i] != 1))];
        return call.Add(new Broadcast(shape, repeated.ToEquatableArray()), value);
    }
}
