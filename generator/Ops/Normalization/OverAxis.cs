namespace Kiln.Generator.Ops;

/// <summary>Layers over one dimension.</summary>
internal static class OverAxis
{
    /// <summary>
    /// An op over the last dimension, where a vector or sequence goes through a layer, or over the dimension that its <c>axis</c> names: that one is moved to
    /// the end and back. A map without an axis lacks one, or a Flatten.
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
}
