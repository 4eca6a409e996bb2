using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// Resize by any factor, one axis after the other: y[i] is a weighted sum of places of x, which are picked. Upsample and the first Resize, before version 11
/// of the operators, are Resize with places that have no half. (Kiln's Upsample enlarges both sides of a map by one whole factor.)
/// </summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Resizing => new()
    {
        ["Resize"] = (g, n) => g.Resize(n),
        ["Upsample"] = (g, n) => g.Resize(n),
    };

    private static readonly string[] s_placings = ["half_pixel_symmetric", "pytorch_half_pixel", "asymmetric", "align_corners", "tf_crop_and_resize"];

    private bool IsOldResize(OnnxNode node) => node.Op == "Upsample" || _model.Opset < 11;

    private Value Resize(OnnxNode node)
    {
        bool isOld = IsOldResize(node);
        int[] x = FullShape(node.Inputs[0]), all = [.. Enumerable.Range(0, x.Length)];
        int[] axes = isOld ? all : [.. node.Ints("axes", all).Select(axis => axis < 0 ? axis + x.Length : axis)];
        (double[] scales, int[] sizes) = isOld ? OldScales(node, x) : Scales(node, [.. axes.Select(axis => x[axis])]);
        string mode = isOld ? "asymmetric" : node.Word("coordinate_transformation_mode", "half_pixel", s_placings);
        bool isCropped = mode == "tf_crop_and_resize", isSmoothed = !isOld && node.Int("antialias", 0) == 1;
        Value y = Data(node, 0);
        for (int i = 0; i < axes.Length; i++)
        {
            double[] crop = isCropped ? [Tensor(node, 1).Elements[i], Tensor(node, 1).Elements[i + axes.Length]] : [0, 1];
            if (sizes[i] == x[axes[i]] && scales[i] == 1 && crop is [0, 1]) continue;
            double?[] places = [.. Enumerable.Range(0, sizes[i]).Select(place => Place(mode, place, x[axes[i]], sizes[i], scales[i], crop))];
            // Against aliasing the filter is as wide as what it shrinks.
            y = Interpolated(node, y, Axis(axes[i], Rank(y)), places, isSmoothed ? Math.Min(scales[i], 1) : 1);
        }

        return y;
    }

    /// <summary>The factors are an attribute, or the second operand.</summary>
    private (double[] Scales, int[] Sizes) OldScales(OnnxNode node, int[] old)
    {
        double[] scales = Given(node, 1) ? Tensor(node, 1).Elements : node.Floats("scales");
        return (scales, Enlarged(old, scales));
    }

    /// <summary>The factors and sizes of the axes; one follows from the other.</summary>
    private (double[] Scales, int[] Sizes) Scales(OnnxNode node, int[] old)
    {
        if (Given(node, 2)) return (Tensor(node, 2).Elements, Enlarged(old, Tensor(node, 2).Elements));
        int[] sizes = Numbers(node, 3);
        double[] scales = [.. old.Zip(sizes, (before, after) => (double)after / before)];
        string policy = node.Word("keep_aspect_ratio_policy", "stretch", "not_larger", "not_smaller");
        if (policy == "stretch") return (scales, sizes);
        double scale = policy == "not_larger" ? scales.Min() : scales.Max();
        return ([.. scales.Select(_ => scale)], [.. old.Select(size => (int)Math.Floor((size * scale) + 0.5))]);
    }

    private static int[] Enlarged(int[] old, double[] scales) => [.. old.Zip(scales, (size, scale) => (int)Math.Floor(size * scale))];

    /// <summary>Where in x an element of y lies; null outside a crop, which may reach over the edge.</summary>
    private static double? Place(string mode, int place, int old, int size, double scale, double[] crop)
    {
        double half = ((place + 0.5) / scale) - 0.5;
        switch (mode)
        {
            case "half_pixel": return half;
            // The centre stays in the centre where the size was rounded.
            case "half_pixel_symmetric": return half + (old / 2.0 * (1 - (size / (scale * old))));
            case "pytorch_half_pixel": return size > 1 ? half : 0;
            case "asymmetric": return place / scale;
            case "align_corners": return place * (old - 1) / ((old * scale) - 1);
            default:
                double at = (old - 1) * (size > 1 ? crop[0] + (place * (crop[1] - crop[0]) / (size - 1)) : (crop[0] + crop[1]) / 2);
                return at < 0 || at > old - 1 ? null : at;
        }
    }

    private Value Interpolated(OnnxNode node, Value x, int axis, double?[] places, double shrink)
    {
        int last = ShapeOf(x)[axis] - 1, rank = Rank(x);
        (int Index, double Weight)[][] taps = [.. places.Select(place => Taps(node, place ?? 0, place is null ? 0 : 1, shrink, last))];
        Value Term(int tap)
        {
            Value picked = Picked(x, axis, [.. taps.Select(of => Math.Clamp(of[tap].Index, 0, last))]);
            double[] weights = [.. taps.Select(of => of[tap].Weight)];
            return weights.All(weight => weight == 1) ? picked : Apply(new Multiply(), picked, Along(axis, rank, "weights", weights));
        }

        Value y = Enumerable.Range(0, taps[0].Length).Select(Term).Aggregate((left, right) => Apply(new Add(), left, right));
        if (!places.Contains(null)) return y;
        double outside = node.Float("extrapolation_value", 0);
        return Apply(new Add(), y, Along(axis, rank, "outside", [.. places.Select(place => place is null ? outside : 0)]));
    }

    /// <summary>The neighbours of a place and their weights, which sum up to <paramref name="total"/>; beyond the edge the edge counts, or nothing.</summary>
    private (int Index, double Weight)[] Taps(OnnxNode node, double at, double total, double shrink, int last)
    {
        bool isOld = IsOldResize(node);
        int floor = (int)Math.Floor(at);
        string mode = node.Word("mode", "nearest", "linear", isOld ? "linear" : "cubic");
        if (mode == "nearest") return [(isOld ? floor : Nearest(node, at), total)];
        (int reach, Func<double, double> filter) = mode == "linear" ? (1, Triangle) : (2, Cubic(node.Float("cubic_coeff_a", -0.75f)));
        bool isEdgeOut = !isOld && node.Int("exclude_outside", 0) == 1;
        int first = (int)Math.Floor(-reach / shrink) + 1;
        bool Counts(int index) => !isEdgeOut || (index >= 0 && index <= last);
        double[] weights = [.. Enumerable.Range(first, 2 - (2 * first)).Select(i => Counts(floor + i) ? filter(Math.Abs(i - (at - floor)) * shrink) : 0)];
        return [.. weights.Select((weight, i) => (floor + first + i, total * weight / weights.Sum()))];
    }

    private static int Nearest(OnnxNode node, double at) => node.Word("nearest_mode", "round_prefer_floor", "round_prefer_ceil", "floor", "ceil") switch
    {
        "floor" => (int)Math.Floor(at),
        "ceil" => (int)Math.Ceiling(at),
        "round_prefer_ceil" => (int)Math.Floor(at + 0.5),
        _ => (int)Math.Ceiling(at - 0.5),
    };

    private static double Triangle(double distance) => Math.Max(1 - distance, 0);

    /// <summary>Keys 1981.</summary>
    private static Func<double, double> Cubic(double a) => d =>
        d <= 1 ? ((((a + 2) * d) - (a + 3)) * d * d) + 1
        : d < 2 ? (((((d - 5) * d) + 8) * d) - 4) * a
        : 0;
}
