using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// Convolutions and pooling over maps; a signal is a map of height 1, and pooling over three dimensions is pooling over two and then over one.
/// </summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Windows => new()
    {
        ["Conv"] = (g, n) => g.Convolution(n),
        ["ConvTranspose"] = (g, n) => g.TransposedConvolution(n),
        ["MaxPool"] = (g, n) => g.Pool(n, (window, x) => g.MaxPool(window, x)),
        ["AveragePool"] = (g, n) => g.Pool(n, (window, x) => g.AveragePool(window, n.Int("count_include_pad", 0) == 1, x)),
        ["LpPool"] = (g, n) => g.Pool(n, (window, x) => g.NormPool(window, n.Int("p", 2), x)),
        ["GlobalAveragePool"] = (g, n) => g.OfMap(n, x => g.Apply(new AveragePool2D(new Window(g.ShapeOf(x)[1], g.ShapeOf(x)[2]), true), x)),
        ["GlobalMaxPool"] = (g, n) => g.OfMap(n, x => g.Largest(x, 1, 2)),
        ["LRN"] = (g, n) => g.OfMap(n, x => g.LocalResponse(n, x)),
    };

    /// <summary>A function of the first operand as a map.</summary>
    private Value OfMap(OnnxNode node, Func<Value, Value> f)
    {
        int rank = FullShape(node.Inputs[0]).Length - 2;
        if (rank > 2) throw new LeftOutException("maps of three dimensions");
        if (_wholeIsSample || rank < 1) throw new LeftOutException("not a map");
        Value x = Data(node, 0);
        if (rank == 2) return f(x);
        Value y = f(Shaped(x, ShapeOf(x)[0], 1, ShapeOf(x)[1]));
        return Shaped(y, ShapeOf(y)[0], ShapeOf(y)[2]);
    }

    private Value Convolution(OnnxNode node) => OfMap(node, x =>
    {
        (int[] shape, double[] elements) = MapWeight(node);
        Window window = WindowOf(node, ShapeOf(x), shape[2..]);
        Value weight = Weight(node.Inputs[1], shape, elements);
        var op = new Conv2D(shape[0], window, node.Int("group", 1));
        return Given(node, 2) ? Apply(op, x, weight, Weight(node, 2)) : Apply(op, x, weight);
    });

    /// <summary>In groups, each convolves a part of the channels, and the results are concatenated.</summary>
    private Value TransposedConvolution(OnnxNode node) => OfMap(node, x =>
    {
        (int[] shape, double[] elements) = MapWeight(node);
        Window window = TransposedWindow(node, ShapeOf(x), shape[2..], out int more);
        int groups = node.Int("group", 1), inputs = shape[0] / groups, outputs = shape[1], size = elements.Length / groups;
        return Joined(0, [.. Enumerable.Range(0, groups).Select(group =>
        {
            Value weight = Weight($"{node.Inputs[1]}_{group}", [inputs, .. shape[1..]], elements.Skip(group * size).Take(size));
            Value part = Part(x, 0, group * inputs, inputs);
            var op = new Conv2DTranspose(outputs, window, more);
            return Given(node, 2)
                ? Apply(op, part, weight, Weight($"{node.Inputs[2]}_{group}", [outputs], Tensor(node, 2).Elements.Skip(group * outputs).Take(outputs)))
                : Apply(op, part, weight);
        })]);
    });

    private (int[] Shape, double[] Elements) MapWeight(OnnxNode node)
    {
        OnnxTensor weight = Tensor(node, 1);
        int[] shape = [.. weight.Dimensions];
        return (shape.Length == 4 ? shape : [shape[0], shape[1], 1, shape[2]], weight.Elements);
    }

    private Value Pool(OnnxNode node, Func<Window, Value, Value> pool)
    {
        bool isCeil = node.Int("ceil_mode", 0) == 1;
        if (FullShape(node.Inputs[0]).Length == 5) return isCeil ? throw new LeftOutException("ceil mode over three dimensions") : PoolOfThree(node, pool);
        return OfMap(node, x => pool(WindowOf(node, ShapeOf(x), Sides(node, "kernel_shape", 1)) with { CeilMode = isCeil }, x));
    }

    /// <summary>
    /// Planes, then the concatenation of all of them: the largest of the largest, the sum of sums, and, where all windows
    /// have one size, the mean of means.
    /// </summary>
    private Value PoolOfThree(OnnxNode node, Func<Window, Value, Value> pool)
    {
        if (_wholeIsSample) throw new LeftOutException("not a map");
        if (node.Ints("pads").Any(pad => pad != 0) || node.Has("auto_pad")) throw new LeftOutException("padding of three dimensions");
        Value x = Data(node, 0);
        int[] kernel = node.Ints("kernel_shape"), strides = node.Ints("strides", 1, 1, 1), dilations = node.Ints("dilations", 1, 1, 1);
        (int channels, int depth, int height, int width) = (ShapeOf(x)[0], ShapeOf(x)[1], ShapeOf(x)[2], ShapeOf(x)[3]);
        Value planes = pool(
            new Window(kernel[1], kernel[2], strides[1], strides[2], DilationHeight: dilations[1], DilationWidth: dilations[2]),
            Shaped(x, channels * depth, height, width));
        (height, width) = (ShapeOf(planes)[1], ShapeOf(planes)[2]);
        Value y = pool(new Window(kernel[0], 1, strides[0], DilationHeight: dilations[0]), Shaped(planes, channels, depth, height * width));
        return Shaped(y, channels, ShapeOf(y)[1], height, width);
    }

    /// <summary>Kiln's pooling has no dilation; the largest of a dilated window is that of its rows' elements, then of its rows, each picked.</summary>
    private Value MaxPool(Window window, Value x)
    {
        if (!IsDilated(window)) return Apply(new MaxPool2D(window), x);
        window = Inner(window, x);
        Value rows = LargestOf(window.ColumnAxis, window.OutputWidth(ShapeOf(x)[2]), 2, x);
        return LargestOf(window.RowAxis, window.OutputHeight(ShapeOf(x)[1]), 1, rows);
    }

    private Value LargestOf(WindowAxis window, int count, int axis, Value x) =>
        Enumerable.Range(0, window.Kernel)
            .Select(tap => Picked(x, axis, [.. Enumerable.Range(0, count).Select(i => (i * window.Stride) + (tap * window.Dilation))]))
            .Aggregate((left, right) => Apply(new Maximum(), left, right));

    /// <summary>The mean of a dilated window is a convolution of each channel by itself.</summary>
    private Value AveragePool(Window window, bool countPadding, Value x)
    {
        if (!IsDilated(window)) return Apply(new AveragePool2D(window, countPadding), x);
        int channels = ShapeOf(x)[0], area = window.KernelHeight * window.KernelWidth;
        Value mean = Weight(
            $"{_scope}_mean{_builder.Count}", [channels, 1, window.KernelHeight, window.KernelWidth], Enumerable.Repeat(1.0 / area, channels * area));
        return Apply(new Conv2D(channels, Inner(window, x), channels), x, mean);
    }

    private static bool IsDilated(Window window) => window.DilationHeight > 1 || window.DilationWidth > 1;

    /// <summary>A window that always lies on the map: nothing is padded, and no window more by the ceiling.</summary>
    private Window Inner(Window window, Value x)
    {
        Window floor = window with { CeilMode = false };
        int height = ShapeOf(x)[1], width = ShapeOf(x)[2];
        bool isInner = window.PadTop + window.PadLeft + window.PadBottom + window.PadRight == 0
            && floor.OutputHeight(height) == window.OutputHeight(height)
            && floor.OutputWidth(width) == window.OutputWidth(width);
        return isInner ? floor : throw new LeftOutException("dilated pooling at the edges");
    }

    /// <summary>(sum |x|^p)^(1/p), the sum being a mean times the window's area.</summary>
    private Value NormPool(Window window, int p, Value x)
    {
        if (IsDilated(window)) throw new LeftOutException("dilated pooling of norms");
        Value mean = Apply(new AveragePool2D(window, true), Apply(new PowerScalar(p), Apply(new Abs(), x)));
        return Apply(new PowerScalar(1.0 / p), Apply(new MultiplyScalar(window.KernelHeight * window.KernelWidth), mean));
    }

    /// <summary>
    /// x / (bias + alpha mean of the squares of neighbouring channels)^beta (Krizhevsky et al. 2012); channels as the rows of a map are pooled.
    /// </summary>
    private Value LocalResponse(OnnxNode node, Value x)
    {
        int size = node.Int("size", 1), before = (size - 1) / 2;
        (int channels, int height, int width) = (ShapeOf(x)[0], ShapeOf(x)[1], ShapeOf(x)[2]);
        Value squares = Shaped(Apply(new Square(), x), 1, channels, height * width);
        Value means = Shaped(
            Apply(new AveragePool2D(new Window(size, 1, PadTop: before, PadBottom: size - 1 - before), true), squares), channels, height, width);
        Value scale = Apply(new AddScalar(node.Float("bias", 1)), Apply(new MultiplyScalar(node.Float("alpha", 1e-4f)), means));
        return Apply(new Multiply(), x, Apply(new PowerScalar(-node.Float("beta", 0.75f)), scale));
    }

    /// <summary>A number for height and width; a signal's is the width's.</summary>
    private static int[] Sides(OnnxNode node, string attribute, int absent) =>
        node.Ints(attribute, absent, absent) is [int length] ? [absent, length] : node.Ints(attribute, absent, absent);

    private static int[] Pads(OnnxNode node) =>
        node.Ints("pads", 0, 0, 0, 0) is [int before, int after] ? [0, before, 0, after] : node.Ints("pads", 0, 0, 0, 0);

    private static Window WindowOf(OnnxNode node, Shape x, int[] kernel)
    {
        int[] strides = Sides(node, "strides", 1), dilations = Sides(node, "dilations", 1), pads = Pads(node);
        for (int side = 0; side < 2; side++)
        {
            int outputs = (x[side + 1] + strides[side] - 1) / strides[side];
            SetSame(node, pads, side, Math.Max(0, ((outputs - 1) * strides[side]) + ((kernel[side] - 1) * dilations[side]) + 1 - x[side + 1]));
        }

        return new Window(kernel[0], kernel[1], strides[0], strides[1], pads[0], pads[1], pads[2], pads[3], dilations[0], dilations[1]);
    }

    /// <summary>Where the padding follows from the output's size, that is the input's times the stride.</summary>
    private static Window TransposedWindow(OnnxNode node, Shape x, int[] kernel, out int more)
    {
        int[] strides = Sides(node, "strides", 1), dilations = Sides(node, "dilations", 1), pads = Pads(node), outputPadding = Sides(node, "output_padding", 0);
        if (node.Has("output_shape")) throw new LeftOutException("padding that follows from the output's shape");
        if (outputPadding[0] != outputPadding[1]) throw new LeftOutException("output padding that differs by side");
        more = outputPadding[0];
        for (int side = 0; side < 2; side++)
            SetSame(node, pads, side, (strides[side] * (x[side + 1] - 1)) + more + ((kernel[side] - 1) * dilations[side]) + 1 - (x[side + 1] * strides[side]));
        return new Window(kernel[0], kernel[1], strides[0], strides[1], pads[0], pads[1], pads[2], pads[3], dilations[0], dilations[1]);
    }

    /// <summary>Padding that the sizes ask for, where the node leaves it to them; an odd one goes at the end (upper) or at the start.</summary>
    private static void SetSame(OnnxNode node, int[] pads, int side, int room)
    {
        string auto = node.Word("auto_pad", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");
        if (!auto.StartsWith("SAME", StringComparison.Ordinal)) return;
        pads[side] = auto == "SAME_UPPER" ? room / 2 : room - (room / 2);
        pads[side + 2] = room - pads[side];
    }
}
