using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Formulas;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Element-wise functions at their kinks, at signed zeros, infinities and NaN, against what PyTorch's functions give (their formulas in
/// C's double arithmetic). A zero that is written -0 must have its sign; that of any other zero is open.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class ElementwiseValueTests
{
    private const double Infinite = double.PositiveInfinity, Nan = double.NaN, Subnormal = 1e-40f;

    /// <summary>Arguments and values; where cases have hyper-parameters, of the op's case "vector".</summary>
    private static readonly Dictionary<string, (double X, double Y)[]> s_values = new()
    {
        ["Abs"] =
        [
            (-0.0, 0), (0, 0), (1, 1), (-1, 1), (-2.5, 2.5), (3, 3), (-Subnormal, Subnormal), (7, 7), (-9, 9), (Infinite, Infinite),
            (-Infinite, Infinite), (Nan, Nan),
        ],
        ["Negate"] =
        [
            (-0.0, 0), (0, -0.0), (1, -1), (-1, 1), (2.5, -2.5), (3, -3), (Subnormal, -Subnormal), (7, -7), (-9, 9), (Infinite, -Infinite),
            (-Infinite, Infinite), (Nan, Nan),
        ],
        ["Square"] =
        [
            (-0.0, 0), (0, 0), (1, 1), (-1, 1), (-2.5, 6.25), (3, 9), (Subnormal, 0), (1e20, Infinite), (-9, 81), (Infinite, Infinite),
            (-Infinite, Infinite), (Nan, Nan),
        ],
        ["Sqrt"] =
        [
            (-0.0, -0.0), (0, 0), (1, 1), (-1, Nan), (4, 2), (2, 1.414213562), (6.25, 2.5), (100, 10), (-Subnormal, Nan), (Infinite, Infinite),
            (-Infinite, Nan), (Nan, Nan),
        ],
        ["Exp"] =
        [
            (-0.0, 1), (0, 1), (1, 2.718281828), (-1, 0.3678794412), (5, 148.4131591), (-5, 0.006737946999), (100, Infinite), (-200, 0),
            (Subnormal, 1), (Infinite, Infinite), (-Infinite, 0), (Nan, Nan),
        ],
        ["Log"] =
        [
            (-0.0, -Infinite), (0, -Infinite), (1, 0), (-1, Nan), (2, 0.6931471806), (0.5, -0.6931471806), (10, 2.302585093),
            (Subnormal, -92.10341076), (-Subnormal, Nan), (Infinite, Infinite), (-Infinite, Nan), (Nan, Nan),
        ],
        ["Clip"] =
        [
            (-0.0, -0.0), (0, 0), (0.25, 0.25), (-0.25, -0.25), (-0.513, -0.513), (0.711, 0.711), (-1, -0.513), (1, 0.711), (Subnormal, Subnormal),
            (Infinite, 0.711), (-Infinite, -0.513), (Nan, Nan),
        ],
        ["Step"] =
        [
            (-0.0, 0), (0, 0), (1, 1), (-1, 0), (0.5, 1), (-0.5, 0), (Subnormal, 1), (-Subnormal, 0), (3, 1), (Infinite, 1), (-Infinite, 0),
            (Nan, 0),
        ],
        ["ReLU"] =
        [
            (-0.0, 0), (0, 0), (1, 1), (-1, 0), (0.5, 0.5), (-0.5, 0), (Subnormal, Subnormal), (-Subnormal, 0), (3, 3), (Infinite, Infinite),
            (-Infinite, 0), (Nan, Nan),
        ],
        ["LeakyReLU"] =
        [
            (-0.0, -0.0), (0, 0), (1, 1), (-1, -0.01), (0.5, 0.5), (-0.5, -0.005), (Subnormal, Subnormal), (-100, -1), (3, 3), (Infinite, Infinite),
            (-Infinite, -Infinite), (Nan, Nan),
        ],
        ["ELU"] =
        [
            (-0.0, 0), (0, 0), (1, 1), (-1, -0.7585446706), (0.5, 0.5), (-0.5, -0.4721632083), (-3, -1.140255518), (3, 3), (-100, -1.2),
            (Infinite, Infinite), (-Infinite, -1.2), (Nan, Nan),
        ],
        ["SELU"] =
        [
            (-0.0, 0), (0, 0), (1, 1.050700987), (-1, -1.111330738), (0.5, 0.5253504937), (-0.5, -0.6917581878), (-3, -1.670568729),
            (3, 3.152102962), (-100, -1.758099341), (Infinite, Infinite), (-Infinite, -1.758099341), (Nan, Nan),
        ],
        ["GELU"] =
        [
            (-0.0, -0.0), (0, 0), (1, 0.8413447461), (-1, -0.1586552539), (0.5, 0.3457312306), (-0.5, -0.1542687694), (3, 2.995950306),
            (-3, -0.004049694095), (10, 10), (1e20, 1e20), (-20, -0.0), (Subnormal, Subnormal / 2), (Infinite, Infinite), (-Infinite, Nan),
            (Nan, Nan),
        ],
        ["SiLU"] =
        [
            (-0.0, -0.0), (0, 0), (1, 0.7310585786), (-1, -0.2689414214), (0.5, 0.3112296656), (-0.5, -0.1887703344), (3, 2.85772238),
            (-5, -0.03346425462), (-200, -0.0), (Infinite, Infinite), (-Infinite, Nan), (Nan, Nan),
        ],
        ["Sigmoid"] =
        [
            (-0.0, 0.5), (0, 0.5), (1, 0.7310585786), (-1, 0.2689414214), (0.5, 0.6224593312), (3, 0.9525741268), (-5, 0.006692850924),
            (20, 0.9999999979), (-20, 2.061153618e-9), (Infinite, 1), (-Infinite, 0), (Nan, Nan),
        ],
        ["Tanh"] =
        [
            (-0.0, -0.0), (0, 0), (1, 0.761594156), (-1, -0.761594156), (0.5, 0.4621171573), (-0.5, -0.4621171573), (Subnormal, Subnormal),
            (5, 0.9999092043), (-20, -1), (Infinite, 1), (-Infinite, -1), (Nan, Nan),
        ],
        ["Softplus"] =
        [
            (-0.0, 0.6931471806), (0, 0.6931471806), (1, 1.313261688), (-1, 0.3132616875), (3, 3.048587352), (-3, 0.04858735157),
            (-5, 0.006715348489), (-20, 2.06115362e-9), (100, 100), (Infinite, Infinite), (-Infinite, 0), (Nan, Nan),
        ],
        ["Softsign"] =
        [
            (-0.0, -0.0), (0, 0), (1, 0.5), (-1, -0.5), (0.5, 0.3333333333), (3, 0.75), (-5, -0.8333333333), (Subnormal, Subnormal),
            (10, 0.9090909091), (Infinite, Nan), (-Infinite, Nan), (Nan, Nan),
        ],
        ["HardSigmoid"] =
        [
            (-0.0, 0.5), (0, 0.5), (1, 0.6666666667), (-1, 0.3333333333), (3, 1), (-3, 0), (2.5, 0.9166666667), (5, 1), (-5, 0), (Infinite, 1),
            (-Infinite, 0), (Nan, Nan),
        ],
        ["HardSwish"] =
        [
            (-0.0, -0.0), (0, 0), (1, 0.6666666667), (-1, -0.3333333333), (3, 3), (-3, 0), (0.5, 0.2916666667), (5, 5), (-5, 0),
            (Infinite, Infinite), (-Infinite, Nan), (Nan, Nan),
        ],
    };

    public static TheoryData<string> Functions => [.. s_values.Keys];

    [Theory, MemberData(nameof(Functions))]
    public void A_function_and_its_reference_have_the_values_of_the_table(string op)
    {
        (double X, double Y)[] values = s_values[op];
        OpNetwork item = OpNetworks.Alone(op).Single(item => item.Case.Name == "vector");
        var function = (ElementwiseOp)item.Case.Op;
        var data = new NetworkData(item.Network.Graph, 1, seed: 1);
        // Every value at every place of a vector and behind the last whole one.
        int length = data.Bindings[OpRun.NameOf(0)].Length;
        INetworkProbe probe = item.Create(1, 0, 1);
        for (int first = 0; first < values.Length; first++)
        {
            double[] x = [.. Enumerable.Range(0, length).Select(i => (double)(float)values[(first + i) % values.Length].X)];
            data.Bindings[OpRun.NameOf(0)] = x;
            Batch outputs = data.Outputs(probe.Info);
            probe.Forward(data.Samples(probe.Info, targets: false), outputs);
            for (int i = 0; i < length; i++)
            {
                double expected = values[(first + i) % values.Length].Y;
                AssertValue(expected, FormulaReference.Evaluate(function.Formula, x[i], [], function.HyperParameters), x[i], $"the reference of {op}", isProduct: op == "GELU");
                AssertValue(expected, outputs.Read<float>(0)[i], x[i], $"{op}, element {i}", isProduct: op == "GELU");
            }
        }
    }

    [Fact]
    public void Every_function_of_one_argument_has_values()
    {
        IEnumerable<string> layers = OpTable.Layers.Select(layer => layer.Name);
        IEnumerable<string> functions = OpTable.Ops.Where(row => row.Cases().First() is { Op: ElementwiseOp { Operands: 0 } }).Select(row => row.Op.Name);
        Assert.Empty(functions.Intersect(layers).Except(s_values.Keys));
        Assert.All(s_values.Values, values => Assert.True(values.Length >= 12));
    }

    private static void AssertValue(double expected, double actual, double x, string what, bool isProduct)
    {
        // The distribution function of GELU is exact to an ulp of 1/2.
        double slack = isProduct && double.IsFinite(x) ? 1e-7 * Math.Abs(x) : 0;
        bool isRight = !double.IsFinite(expected) ? expected.Equals((double)(float)actual)
            : double.IsNegative(expected) && expected == 0 ? Math.Abs(actual) < 1e-30 && double.IsNegative(actual)
            : Math.Abs(expected - actual) <= (1e-6 * Math.Abs(expected)) + slack + float.Epsilon;
        Assert.True(isRight, FormattableString.Invariant($"{what} of {x:R} is {actual:R} instead of {expected:R}."));
    }
}
