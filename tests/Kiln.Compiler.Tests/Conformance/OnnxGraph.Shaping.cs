using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>The same elements under other shapes and in other orders.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Shaping => new()
    {
        ["Flatten"] = (g, n) => g.Flatten(n),
        ["Reshape"] = (g, n) => g.Reshape(n),
        ["Transpose"] = (g, n) => g.Transpose(n),
        ["Unsqueeze"] = (g, n) => g.Unsqueeze(n),
        ["Squeeze"] = (g, n) => g.Squeeze(n),
        ["Concat"] = (g, n) => g.Concat(n),
        ["Expand"] = (g, n) => g.Expand(n),
        ["Tile"] = (g, n) => g.Tile(n),
        ["Pad"] = (g, n) => g.Pad(n),
        ["DepthToSpace"] = (g, n) => g.DepthToSpace(n.Int("blocksize", 1), n.Word("mode", "DCR", "CRD") == "DCR", g.Data(n, 0)),
        ["SpaceToDepth"] = (g, n) => g.SpaceToDepth(n.Int("blocksize", 1), g.Data(n, 0)),
    };

    private Value Shaped(Value x, params int[] dimensions) => Apply(new Reshape(dimensions.ToEquatableArray()), x);

    private Value Copy(Value x) => Shaped(x, [.. ShapeOf(x).Dimensions]);

    private Value Permuted(Value x, params int[] axes) => Apply(new Transpose(axes.ToEquatableArray()), x);

    private Value Part(Value x, int axis, int first, int count) => first == 0 && count == ShapeOf(x)[axis] ? x : Apply(new Slice(axis, first, count), x);

    private Value Joined(int axis, params Value[] parts) => parts.Length == 1 ? parts[0] : Apply(new Concat(Axis: axis), parts);

    private Value Flatten(OnnxNode node)
    {
        int axis = node.Int("axis", 1);
        if (axis < 0) axis += FullShape(node.Inputs[0]).Length;
        if (!_wholeIsSample && axis != 1) throw LeftOutException.AcrossBatch;
        Value x = Data(node, 0);
        return _wholeIsSample
            ? Shaped(x, Count(ShapeOf(x).Dimensions.Take(axis)), Count(ShapeOf(x).Dimensions.Skip(axis)))
            : Shaped(x, ShapeOf(x).ElementCount);
    }

    private Value Reshape(OnnxNode node)
    {
        if (node.Int("allowzero", 0) == 1) throw new LeftOutException("tensors without elements");
        Value x = Data(node, 0);
        int[] target = OnnxFolding.Filled(Numbers(node, 1), FullShape(node.Inputs[0]));
        if (!_wholeIsSample && target[0] != Batch) throw LeftOutException.AcrossBatch;
        return Shaped(x, target[Lead..]);
    }

    private Value Transpose(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] axes = node.Ints("perm", [.. Enumerable.Range(0, Rank(x) + Lead).Reverse()]);
        if (!_wholeIsSample && axes[0] != 0) throw LeftOutException.AcrossBatch;
        return Permuted(x, [.. axes.Skip(Lead).Select(axis => Axis(axis, Rank(x)))]);
    }

    private Value Unsqueeze(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] given = Given(node, 1) ? Numbers(node, 1) : node.Ints("axes");
        int rank = Rank(x) + given.Length;
        int[] added = [.. given.Select(axis => Axis(axis, rank))];
        var old = new Queue<int>(ShapeOf(x).Dimensions);
        return Shaped(x, [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : old.Dequeue())]);
    }

    private Value Squeeze(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] shape = FullShape(node.Inputs[0]), ones = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 1)];
        return Without(x, [.. (Given(node, 1) ? Numbers(node, 1) : node.Ints("axes", ones)).Select(axis => Axis(axis, Rank(x)))]);
    }

    /// <summary>Parts without elements, which Kiln has not, add nothing.</summary>
    private Value Concat(OnnxNode node)
    {
        Value[] parts = [.. node.Inputs.Where(name => Count(FullShape(name)) > 0).Select(Data)];
        return Joined(Axis(node.Int("axis", 1), Rank(parts[0])), parts);
    }

    private Value Expand(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] target = OnnxFolding.Joined(FullShape(node.Inputs[0]), Numbers(node, 1));
        if (!_wholeIsSample && (target.Length != Rank(x) + 1 || target[0] != Batch)) throw LeftOutException.AcrossBatch;
        return Repeated(x, Shape.PerSample(target[Lead..]));
    }

    private Value Tile(OnnxNode node)
    {
        int[] repeats = Numbers(node, 1);
        if (!_wholeIsSample && repeats[0] != 1) throw LeftOutException.AcrossBatch;
        return repeats.Skip(Lead)
            .Select((count, axis) => (count, axis))
            .Aggregate(Data(node, 0), (x, repeat) => Joined(repeat.axis, [.. Enumerable.Repeat(x, repeat.count)]));
    }

    private Value Pad(OnnxNode node)
    {
        if (node.Word("mode", "constant", "reflect", "edge", "wrap") != "constant") throw new LeftOutException("padding by reflection or repetition");
        Value x = Data(node, 0);
        int rank = Rank(x);
        int[] pads = Numbers(node, 1), axes = Given(node, 3) ? Numbers(node, 3) : [.. Enumerable.Range(0, rank + Lead)];
        int[] before = new int[rank], after = new int[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            if (pads[i] == 0 && pads[i + axes.Length] == 0) continue;
            int axis = Axis(axes[i], rank);
            (before[axis], after[axis]) = (pads[i], pads[i + axes.Length]);
        }

        return Apply(new Kiln.Generator.Ops.Pad(before.ToEquatableArray(), after.ToEquatableArray(), Given(node, 2) ? Tensor(node, 2).Elements[0] : 0), x);
    }

    /// <summary>Channels become blocks of pixels: block row and column come before the channel (DCR) or after it (CRD).</summary>
    private Value DepthToSpace(int block, bool blockFirst, Value x)
    {
        if (_wholeIsSample) throw new LeftOutException("not a map");
        (int channels, int height, int width) = (ShapeOf(x)[0] / (block * block), ShapeOf(x)[1], ShapeOf(x)[2]);
        Value blocks = blockFirst
            ? Permuted(Shaped(x, block, block, channels, height, width), 2, 3, 0, 4, 1)
            : Permuted(Shaped(x, channels, block, block, height, width), 0, 3, 1, 4, 2);
        return Shaped(blocks, channels, height * block, width * block);
    }

    private Value SpaceToDepth(int block, Value x)
    {
        if (_wholeIsSample) throw new LeftOutException("not a map");
        (int channels, int height, int width) = (ShapeOf(x)[0], ShapeOf(x)[1] / block, ShapeOf(x)[2] / block);
        return Shaped(Permuted(Shaped(x, channels, height, block, width, block), 2, 4, 0, 1, 3), channels * block * block, height, width);
    }
}
