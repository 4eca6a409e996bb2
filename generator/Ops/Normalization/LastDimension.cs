using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>
/// A value as the rows of its last dimension: a vector is one row; what has more dimensions lies in rows that are padded to whole
/// vectors, <paramref name="Stride"/> floats apart.
/// </summary>
internal readonly record struct LastDimension(long Rows, long Columns, long Stride)
{
    public static LastDimension Of(TensorType type)
    {
        Shape shape = type.Shape;
        if (shape.Rank < 2) return new(1, shape.ElementCount, 0);
        int columns = shape[shape.Rank - 1];
        return new(shape.ElementCount / columns, columns, Geometry.Of(type).Row);
    }

    /// <summary>
    /// An op over the last dimension, where a vector or sequence goes through a layer, or over the dimension that its <c>axis</c> names: that one is moved to
    /// the end and back. A map needs an axis, or a Flatten before the op.
    /// </summary>
    public static Value Build(LayerCall call, Op op)
    {
        Shape x = call.InputShape();
        if (!call.Has("axis")) return x.Rank is 1 or 2 ? call.Add(op, call.Input()) : throw call.Fail(Expected.Classes(call.Layer, x));
        int axis = Axis.Of(call, "axis", call.Int("axis"), x), last = x.Rank - 1;
        if (axis == last) return call.Add(op, call.Input());
        var exchange = new Transpose([.. Enumerable.Range(0, x.Rank).Select(i => i == axis ? last : i == last ? axis : i)]);
        return call.Add(exchange, call.Add(op, call.Add(exchange, call.Input())));
    }

    /// <summary>The order in which rows are read and written.</summary>
    public static MemoryOrder OrderOf(Shape shape) => shape.Rank < 2 ? MemoryOrder.Natural : MemoryOrder.Rows;

    /// <summary>Rows, columns and stride as arguments.</summary>
    public string[] Arguments => [Emit.SourceWriter.Number(Rows), Emit.SourceWriter.Number(Columns), Emit.SourceWriter.Number(Stride)];
}
