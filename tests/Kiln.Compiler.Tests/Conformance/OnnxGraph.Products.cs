using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Products of matrices: a dense layer where the second is a weight, else a product of two values.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Products => new()
    {
        ["Gemm"] = (g, n) => g.Gemm(n),
        ["MatMul"] = (g, n) => g.Product(n),
        ["Hardmax"] = (g, n) => g.OverAxis(n.Int("axis", -1), g.Data(n, 0), g.FirstLargest),
    };

    /// <summary>
    /// alpha A B + beta C, A and B perhaps transposed. Sample by sample B is a weight and C, where it is one row or one number, the bias of a dense layer; any
    /// other C is added.
    /// </summary>
    private Value Gemm(OnnxNode node)
    {
        bool turnA = node.Int("transA", 0) == 1, turnB = node.Int("transB", 0) == 1;
        if (!_wholeIsSample && turnA) throw LeftOutException.AcrossBatch;
        Value a = Apply(new MultiplyScalar(node.Float("alpha", 1)), Data(node, 0));
        if (_wholeIsSample) return WithC(node, Apply(new MatMul(turnA, turnB), a, Data(node, 1)));
        Value weight = Matrix(node, turnB);
        int units = ShapeOf(weight)[0];
        bool isBias = Given(node, 2) && !_values.ContainsKey(node.Inputs[2]) && Tensor(node, 2).Dimensions is not [> 1, _];
        if (!isBias) return WithC(node, Apply(new Dense(units), a, weight));
        double[] c = Tensor(node, 2).Elements;
        double beta = node.Float("beta", 1);
        IEnumerable<double> bias = Enumerable.Range(0, units).Select(unit => beta * c[c.Length == 1 ? 0 : unit]);
        return Apply(new Dense(units), a, weight, Weight($"{_scope}.bias", [units], bias));
    }

    private Value WithC(OnnxNode node, Value product) =>
        Given(node, 2) ? Apply(new Add(), product, Apply(new MultiplyScalar(node.Float("beta", 1)), Data(node, 2))) : product;

    private Value Product(OnnxNode node)
    {
        int[] a = FullShape(node.Inputs[0]), b = FullShape(node.Inputs[1]);
        if (!_wholeIsSample && a.Length == 2 && b.Length == 2 && !_values.ContainsKey(node.Inputs[1]))
        {
            Value weight = Matrix(node, isTransposed: false);
            return Apply(new Dense(ShapeOf(weight)[0]), Data(node, 0), weight);
        }

        if (!_wholeIsSample && (a.Length != b.Length || a.Length < 3)) throw LeftOutException.AcrossBatch;
        return Product(Data(node, 0), Data(node, 1));
    }

    /// <summary>Vectors are matrices of one row or column, and the dimensions in front are repeated to those of both.</summary>
    private Value Product(Value a, Value b)
    {
        int[] left = [.. ShapeOf(a).Dimensions], right = [.. ShapeOf(b).Dimensions];
        int[] rows = left.Length == 1 ? [1, left[0]] : left[^2..], columns = right.Length == 1 ? [right[0], 1] : right[^2..];
        int[] outer = OnnxFolding.Joined([.. left.SkipLast(2)], [.. right.SkipLast(2)]);
        Value first = Repeated(left.Length == 1 ? Shaped(a, rows) : a, Shape.PerSample([.. outer, .. rows]));
        Value second = Repeated(right.Length == 1 ? Shaped(b, columns) : b, Shape.PerSample([.. outer, .. columns]));
        Value product = Apply(new MatMul(false, false), first, second);
        return left.Length > 1 && right.Length > 1
            ? product
            : Shaped(product, [.. outer, .. left.Length == 1 ? [] : rows[..1], .. right.Length == 1 ? [] : columns[1..]]);
    }

    private Value Matrix(OnnxNode node, bool isTransposed)
    {
        OnnxTensor matrix = Tensor(node, 1);
        if (isTransposed) return Weight(node, 1);
        int depth = matrix.Dimensions[0], units = matrix.Dimensions[1];
        return Weight(node.Inputs[1], [units, depth], Enumerable.Range(0, units * depth).Select(i => matrix.Elements[(i % depth * units) + (i / depth)]));
    }

    /// <summary>
    /// 1 at the first of the largest of each row: among the places that equal the maximum, the one with none of them before it,
    /// which a triangular matrix counts.
    /// </summary>
    private Value FirstLargest(Value rows)
    {
        int classes = ShapeOf(rows)[1];
        Value largest = Apply(new SubtractFrom(1), Apply(new Step(), Apply(new Subtract(), Largest(rows, 1), rows)));
        Value triangle = Weight(
            $"{_scope}.before", [classes, classes], Enumerable.Range(0, classes * classes).Select(i => i % classes < i / classes ? 1.0 : 0));
        Value earlier = Apply(new Dense(classes), largest, triangle);
        return Apply(new Multiply(), largest, Apply(new SubtractFrom(1), Apply(new Step(), earlier)));
    }
}
