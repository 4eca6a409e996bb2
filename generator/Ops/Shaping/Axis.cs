namespace Kiln.Generator.Ops;

/// <summary>A dimension as layers name it: counted from 0, negative ones from the end.</summary>
internal static class Axis
{
    /// <summary>The dimension of a value that an argument names.</summary>
    public static int Of(LayerCall call, string parameter, int axis, Shape shape)
    {
        int counted = axis < 0 ? axis + shape.Rank : axis;
        return counted >= 0 && counted < shape.Rank ? counted : throw call.Fail(ShapeProblems.NoSuchAxis, call.Layer, parameter, axis, shape);
    }

    /// <summary>
    /// An op over the last dimension, where a vector or sequence goes through a layer, or over the dimension that its <c>axis</c> names: that one is moved to
    /// the end and back. A map without an axis lacks one, or a Flatten.
    /// </summary>
    public static Value Over(LayerCall call, Op op)
    {
        Shape x = call.InputShape();
        if (!call.Has("axis")) return x.Rank is 1 or 2 ? call.Add(op, call.Input()) : throw call.Fail(Expected.Classes(call.Layer, x));
        int axis = Of(call, "axis", call.Int("axis"), x), last = x.Rank - 1;
        if (axis == last) return call.Add(op, call.Input());
        var exchange = new Transpose([.. Enumerable.Range(0, x.Rank).Select(i => i == axis ? last : i == last ? axis : i)]);
        return call.Add(exchange, call.Add(op, call.Add(exchange, call.Input())));
    }

    /// <summary>Elements before and after a dimension: an array [outer, length, inner].</summary>
    public static (int Outer, int Inner) Around(Shape shape, int axis) =>
        (shape.Dimensions.Take(axis).Aggregate(1, (product, size) => product * size),
            shape.Dimensions.Skip(axis + 1).Aggregate(1, (product, size) => product * size));

    /// <summary>Elements from one index of each dimension to the next, in row-major order.</summary>
    public static int[] Strides(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(axis => Around(shape, axis).Inner)];

    /// <summary>For each element of a row, in order, where it is in memory with these strides.</summary>
    public static int[] Places(Shape shape, IReadOnlyList<int> strides)
    {
        int[] places = new int[shape.ElementCount];
        for (int i = 0; i < places.Length; i++)
            for (int axis = shape.Rank - 1, rest = i; axis >= 0; rest /= shape[axis--])
                places[i] += rest % shape[axis] * strides[axis];
        return places;
    }

    /// <summary>The shape with another size of one dimension.</summary>
    public static Shape With(Shape shape, int axis, int size) => shape with { Dimensions = shape.Dimensions.Select((old, i) => i == axis ? size : old) };
}
