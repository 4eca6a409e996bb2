using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Parts of values, by places that are known.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Indexing => new()
    {
        ["Slice"] = (g, n) => g.Slice(n),
        ["Split"] = (g, n) => g.Split(n),
        ["Gather"] = (g, n) => g.Gather(n),
        ["GatherElements"] = (g, n) => g.GatherElements(n),
    };

    /// <summary>The places along an axis, in any order: runs of neighbours are slices.</summary>
    private Value Picked(Value x, int axis, IReadOnlyList<int> places)
    {
        var parts = new List<Value>();
        for (int first = 0, last; first < places.Count; first = last)
        {
            for (last = first + 1; last < places.Count && places[last] == places[last - 1] + 1;) last++;
            parts.Add(Part(x, axis, places[first], last - first));
        }

        return Joined(axis, [.. parts]);
    }

    private Value Slice(OnnxNode node)
    {
        if (node.Inputs.Count < 3) throw new LeftOutException("attributes of an old version");
        int[] starts = Numbers(node, 1), ends = Numbers(node, 2);
        int[] axes = Given(node, 3) ? Numbers(node, 3) : [.. Enumerable.Range(0, starts.Length)];
        int[] steps = Given(node, 4) ? Numbers(node, 4) : [.. axes.Select(_ => 1)];
        Value x = Data(node, 0);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = Axis(axes[i], Rank(x)), length = ShapeOf(x)[axis], step = steps[i];
            // Counted backwards, the end before the first element is -1.
            int least = step < 0 ? -1 : 0, most = step < 0 ? length - 1 : length;
            int Bound(int index) => Math.Clamp(index < 0 ? index + length : index, least, most);
            int first = Bound(starts[i]), count = (Bound(ends[i]) - first + step - Math.Sign(step)) / step;
            if (count <= 0) throw new LeftOutException("tensors without elements");
            x = Picked(x, axis, [.. Enumerable.Range(0, count).Select(place => first + (place * step))]);
        }

        return x;
    }

    private Value Split(OnnxNode node)
    {
        Value x = Data(node, 0);
        int axis = Axis(node.Int("axis", 0), Rank(x)), length = ShapeOf(x)[axis], parts = node.Outputs.Count, first = 0, even = (length + parts - 1) / parts;
        int[] sizes = Given(node, 1) ? Numbers(node, 1) : [.. Enumerable.Range(0, parts).Select(part => Math.Min(even, length - (part * even)))];
        for (int part = 0; part < parts; part++)
        {
            // What has no elements is known.
            if (sizes[part] == 0) Know(node.Outputs[part], OnnxTensor.Of(OnnxTensor.Float, [0], []));
            else _values[node.Outputs[part]] = Part(x, axis, first, sizes[part]);
            first += sizes[part];
        }

        return _values[node.Outputs[0]];
    }

    /// <summary>Rows of a matrix by a list of indices; other axes are brought to the front first.</summary>
    private Value Gather(OnnxNode node)
    {
        if (!_wholeIsSample) throw LeftOutException.AcrossBatch;
        Value x = Data(node, 0);
        OnnxTensor indices = Tensor(node, 1);
        int axis = Axis(node.Int("axis", 0), Rank(x)), rows = ShapeOf(x)[axis];
        int[] others = [.. Enumerable.Range(0, Rank(x)).Where(i => i != axis)], inner = [.. others.Select(i => ShapeOf(x)[i])];
        Value table = Shaped(axis == 0 ? x : Permuted(x, [axis, .. others]), rows, Count(inner));
        Value gathered = Rows(table, $"{node.Inputs[1]}_rows", [.. indices.Elements.Select(index => (int)index + (index < 0 ? rows : 0))]);
        int places = indices.Dimensions.Count;
        Value front = Shaped(gathered, [.. indices.Dimensions, .. inner]);
        return axis == 0
            ? front
            : Permuted(front, [.. Enumerable.Range(places, axis), .. Enumerable.Range(0, places), .. Enumerable.Range(places + axis, inner.Length - axis)]);
    }

    private Value Rows(Value table, string name, IReadOnlyList<int> indices) =>
        Apply(new Gather(), table, _values.TryGetValue(name, out Value? list) ? list : _values[name] = Indices(name, indices, indices.Count));

    /// <summary>y[i, j, ...] = x[.., index[i, j, ..], ..]: each element is a row of one number.</summary>
    private Value GatherElements(OnnxNode node)
    {
        if (!_wholeIsSample) throw LeftOutException.AcrossBatch;
        Value x = Data(node, 0);
        OnnxTensor indices = Tensor(node, 1);
        int axis = Axis(node.Int("axis", 0), Rank(x)), length = ShapeOf(x)[axis];
        int[] places = new int[indices.Elements.Length];
        for (int i = 0; i < places.Length; i++)
        {
            int rest = i, stride = 1, index = (int)indices.Elements[i];
            for (int d = Rank(x) - 1; d >= 0; d--)
            {
                places[i] += (d == axis ? index + (index < 0 ? length : 0) : rest % indices.Dimensions[d]) * stride;
                (rest, stride) = (rest / indices.Dimensions[d], stride * ShapeOf(x)[d]);
            }
        }

        return Shaped(Rows(Shaped(x, ShapeOf(x).ElementCount, 1), $"{_scope}_places", places), [.. indices.Dimensions]);
    }
}
