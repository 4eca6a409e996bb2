using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator;
using Kiln.Generator.Formulas;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Element-wise functions at their kinks, at signed zeros, infinities and NaN, against what PyTorch's functions give (their formulas in
/// C's double arithmetic), and so their derivatives. A zero that is written -0 must have its sign; that of any other zero is open.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class ElementwiseValueTests
{
    private const double Infinite = double.PositiveInfinity, Nan = double.NaN, Subnormal = 1e-40f;

    /// <summary>Arguments and values; where cases have hyper-parameters, of the op's case "vector".</summary>
    private static readonly Dictionary<string, (double X, double Y, double Dx)[]> s_values = new()
    {
        ["Abs"] =
        [
            (-0.0, 0, 0), (0, 0, 0), (1, 1, 1), (-1, 1, -1), (-2.5, 2.5, -1), (3, 3, 1), (-Subnormal, Subnormal, -1), (7, 7, 1), (-9, 9, -1),
            (Infinite, Infinite, 1), (-Infinite, Infinite, -1), (Nan, Nan, 0),
        ],
        ["Negate"] =
        [
            (-0.0, 0, -1), (0, -0.0, -1), (1, -1, -1), (-1, 1, -1), (2.5, -2.5, -1), (3, -3, -1), (Subnormal, -Subnormal, -1), (7, -7, -1),
            (-9, 9, -1), (Infinite, -Infinite, -1), (-Infinite, Infinite, -1), (Nan, Nan, -1),
        ],
        ["Square"] =
        [
            (-0.0, 0, 0), (0, 0, 0), (1, 1, 2), (-1, 1, -2), (-2.5, 6.25, -5), (3, 9, 6), (Subnormal, 0, 2 * Subnormal), (1e20, Infinite, 2e20),
            (-9, 81, -18), (Infinite, Infinite, Infinite), (-Infinite, Infinite, -Infinite), (Nan, Nan, Nan),
        ],
        ["Sqrt"] =
        [
            (-0.0, -0.0, 0), (0, 0, 0), (1, 1, 0.5), (-1, Nan, Nan), (4, 2, 0.25), (2, 1.414213562, 0.3535533906), (6.25, 2.5, 0.2), (100, 10, 0.05),
            (-Subnormal, Nan, Nan), (Infinite, Infinite, 0), (-Infinite, Nan, Nan), (Nan, Nan, Nan),
        ],
        ["Exp"] =
        [
            (-0.0, 1, 1), (0, 1, 1), (1, 2.718281828, 2.718281828), (-1, 0.3678794412, 0.3678794412), (5, 148.4131591, 148.4131591),
            (-5, 0.006737946999, 0.006737946999), (100, Infinite, Infinite), (-200, 0, 1.383896527e-87), (Subnormal, 1, 1),
            (Infinite, Infinite, Infinite), (-Infinite, 0, 0), (Nan, Nan, Nan),
        ],
        ["Log"] =
        [
            (-0.0, -Infinite, -Infinite), (0, -Infinite, Infinite), (1, 0, 1), (-1, Nan, -1), (2, 0.6931471806, 0.5), (0.5, -0.6931471806, 2),
            (10, 2.302585093, 0.1), (Subnormal, -92.10341076, Infinite), (-Subnormal, Nan, -Infinite), (Infinite, Infinite, 0), (-Infinite, Nan, 0),
            (Nan, Nan, Nan),
        ],
        ["Clip"] =
        [
            (-0.0, -0.0, 1), (0, 0, 1), (0.25, 0.25, 1), (-0.25, -0.25, 1), (-0.513, -0.513, 1), (0.711, 0.711, 1), (-1, -0.513, 0), (1, 0.711, 0),
            (Subnormal, Subnormal, 1), (Infinite, 0.711, 0), (-Infinite, -0.513, 0), (Nan, Nan, 0),
        ],
        ["Step"] =
        [
            (-0.0, 0, 0), (0, 0, 0), (1, 1, 0), (-1, 0, 0), (0.5, 1, 0), (-0.5, 0, 0), (Subnormal, 1, 0), (-Subnormal, 0, 0), (3, 1, 0),
            (Infinite, 1, 0), (-Infinite, 0, 0), (Nan, 0, 0),
        ],
        ["ReLU"] =
        [
            (-0.0, 0, 0), (0, 0, 0), (1, 1, 1), (-1, 0, 0), (0.5, 0.5, 1), (-0.5, 0, 0), (Subnormal, Subnormal, 1), (-Subnormal, 0, 0), (3, 3, 1),
            (Infinite, Infinite, 1), (-Infinite, 0, 0), (Nan, Nan, 1),
        ],
        ["LeakyReLU"] =
        [
            (-0.0, -0.0, 0.01), (0, 0, 0.01), (1, 1, 1), (-1, -0.01, 0.01), (0.5, 0.5, 1), (-0.5, -0.005, 0.01), (Subnormal, Subnormal, 1),
            (-100, -1, 0.01), (3, 3, 1), (Infinite, Infinite, 1), (-Infinite, -Infinite, 0.01), (Nan, Nan, 0.01),
        ],
        ["ELU"] =
        [
            (-0.0, 0, 1.2), (0, 0, 1.2), (1, 1, 1), (-1, -0.7585446706, 0.4414553294), (0.5, 0.5, 1), (-0.5, -0.4721632083, 0.7278367917),
            (-3, -1.140255518, 0.05974448204), (3, 3, 1), (-100, -1.2, 4.464091171e-44), (Infinite, Infinite, 1), (-Infinite, -1.2, 0),
            (Nan, Nan, Nan),
        ],
        ["SELU"] =
        [
            (-0.0, 0, 1.758099341), (0, 0, 1.758099341), (1, 1.050700987, 1.050700987), (-1, -1.111330738, 0.646768603),
            (0.5, 0.5253504937, 1.050700987), (-0.5, -0.6917581878, 1.066341153), (-3, -1.670568729, 0.08753061208), (3, 3.152102962, 1.050700987),
            (-100, -1.758099341, 6.540263121e-44), (Infinite, Infinite, 1.050700987), (-Infinite, -1.758099341, 0), (Nan, Nan, Nan),
        ],
        ["GELU"] =
        [
            (-0.0, -0.0, 0.5), (0, 0, 0.5), (1, 0.8413447461, 1.083315471), (-1, -0.1586552539, -0.08331547059), (0.5, 0.3457312306, 0.8674951247),
            (-0.5, -0.1542687694, 0.1325048753), (3, 2.995950306, 1.011945647), (-3, -0.004049694095, -0.0119456472), (10, 10, 1), (1e20, 1e20, 1),
            (-20, -0.0, -1.101436048e-86), (Subnormal, Subnormal / 2, 0.5), (Infinite, Infinite, Nan), (-Infinite, Nan, Nan), (Nan, Nan, Nan),
        ],
        ["SiLU"] =
        [
            (-0.0, -0.0, 0.5), (0, 0, 0.5), (1, 0.7310585786, 0.9276705119), (-1, -0.2689414214, 0.07232948813), (0.5, 0.3112296656, 0.7399611873),
            (-0.5, -0.1887703344, 0.2600388127), (3, 2.85772238, 1.088104106), (-5, -0.03346425462, -0.02654743243), (-200, -0.0, -2.753954088e-85),
            (Infinite, Infinite, Nan), (-Infinite, Nan, Nan), (Nan, Nan, Nan),
        ],
        ["Sigmoid"] =
        [
            (-0.0, 0.5, 0.25), (0, 0.5, 0.25), (1, 0.7310585786, 0.1966119332), (-1, 0.2689414214, 0.1966119332), (0.5, 0.6224593312, 0.2350037122),
            (3, 0.9525741268, 0.04517665973), (-5, 0.006692850924, 0.006648056671), (20, 0.9999999979, 2.061153614e-9),
            (-20, 2.061153618e-9, 2.061153614e-9), (Infinite, 1, 0), (-Infinite, 0, 0), (Nan, Nan, Nan),
        ],
        ["Tanh"] =
        [
            (-0.0, -0.0, 1), (0, 0, 1), (1, 0.761594156, 0.4199743416), (-1, -0.761594156, 0.4199743416), (0.5, 0.4621171573, 0.786447733),
            (-0.5, -0.4621171573, 0.786447733), (Subnormal, Subnormal, 1), (5, 0.9999092043, 0.0001815832309), (-20, -1, 0), (Infinite, 1, 0),
            (-Infinite, -1, 0), (Nan, Nan, Nan),
        ],
        ["Softplus"] =
        [
            (-0.0, 0.6931471806, 0.5), (0, 0.6931471806, 0.5), (1, 1.313261688, 0.7310585786), (-1, 0.3132616875, 0.2689414214),
            (3, 3.048587352, 0.9525741268), (-3, 0.04858735157, 0.04742587318), (-5, 0.006715348489, 0.006692850924),
            (-20, 2.06115362e-9, 2.061153618e-9), (100, 100, 1), (Infinite, Infinite, 1), (-Infinite, 0, 0), (Nan, Nan, Nan),
        ],
        ["Softsign"] =
        [
            (-0.0, -0.0, 1), (0, 0, 1), (1, 0.5, 0.25), (-1, -0.5, 0.25), (0.5, 0.3333333333, 0.4444444444), (3, 0.75, 0.0625),
            (-5, -0.8333333333, 0.02777777778), (Subnormal, Subnormal, 1), (10, 0.9090909091, 0.00826446281), (Infinite, Nan, 0), (-Infinite, Nan, 0),
            (Nan, Nan, Nan),
        ],
        ["HardSigmoid"] =
        [
            (-0.0, 0.5, 0.1666666667), (0, 0.5, 0.1666666667), (1, 0.6666666667, 0.1666666667), (-1, 0.3333333333, 0.1666666667), (3, 1, 0),
            (-3, 0, 0), (2.5, 0.9166666667, 0.1666666667), (5, 1, 0), (-5, 0, 0), (Infinite, 1, 0), (-Infinite, 0, 0), (Nan, Nan, 0),
        ],
        ["Mish"] =
        [
            (-0.0, -0.0, 0.6), (0, 0, 0.6), (1, 0.8650983883, 1.04903622), (-1, -0.3034014614, 0.05921675588), (0.5, 0.3752452113, 0.8864243754),
            (-0.5, -0.2207437747, 0.2895106779), (3, 2.986535005, 1.021106911), (-3, -0.1456474613, -0.09339311453),
            (-5, -0.03357623773, -0.02674749802), (20, 20, 1), (Infinite, Infinite, Nan), (-Infinite, Nan, Nan), (Nan, Nan, Nan),
        ],
        ["LogSigmoid"] =
        [
            (-0.0, -0.6931471806, 0.5), (0, -0.6931471806, 0.5), (1, -0.3132616875, 0.2689414214), (-1, -1.313261688, 0.7310585786),
            (0.5, -0.4740769842, 0.3775406688), (3, -0.04858735157, 0.04742587318), (-5, -5.006715348, 0.9933071491),
            (20, -2.06115362e-9, 2.061153618e-9), (-100, -100, 1), (Infinite, 0, 0), (-Infinite, -Infinite, 1), (Nan, Nan, Nan),
        ],
        ["HardTanh"] =
        [
            (-0.0, -0.0, 1), (0, 0, 1), (1, 0.711, 0), (-1, -0.513, 0), (0.5, 0.5, 1), (-0.5, -0.5, 1), (3, 0.711, 0), (0.711, 0.711, 0),
            (-0.513, -0.513, 0), (Subnormal, Subnormal, 1), (Infinite, 0.711, 0), (-Infinite, -0.513, 0), (Nan, Nan, 1),
        ],
        ["HardSwish"] =
        [
            (-0.0, -0.0, 0.5), (0, 0, 0.5), (1, 0.6666666667, 0.8333333333), (-1, -0.3333333333, 0.1666666667), (3, 3, 1), (-3, 0, 0),
            (0.5, 0.2916666667, 0.6666666667), (5, 5, 1), (-5, 0, 0), (Infinite, Infinite, 1), (-Infinite, Nan, 0), (Nan, Nan, Nan),
        ],
    };

    public static TheoryData<string> Functions => [.. s_values.Keys];

    [Theory, MemberData(nameof(Functions))]
    public void A_function_and_its_reference_have_the_values_of_the_table(string op)
    {
        (double X, double Y, double Dx)[] values = s_values[op];
        OpNetwork item = OpNetworks.Alone(op).Single(item => item.Case.Name == "vector");
        var function = (ElementwiseOp)item.Case.Op;
        var data = new NetworkData(item.Network.Graph, 1, seed: 1);
        // Every value at every place of a vector and after the last whole one.
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
                AssertValue(
                    expected, FormulaReference.Evaluate(function.Formula, x[i], [], function.HyperParameters), x[i], $"the reference of {op}",
                    isProduct: op == "GELU");
                AssertValue(expected, outputs.Read<float>(0)[i], x[i], $"{op}, element {i}", isProduct: op == "GELU");
            }
        }
    }

    /// <summary>The derivative, as the formula of backward has it and as its generated code computes it.</summary>
    [Theory, MemberData(nameof(Functions))]
    public void The_derivative_of_a_function_has_the_values_of_the_table(string op)
    {
        var function = (ElementwiseOp)OpTest.Rows.Single(row => row.Op.Name == op).Cases().Single(item => item.Name == "vector").Op;
        if (function.Backward(0) is null)
        {
            Assert.All(s_values[op], value => Assert.Equal(0, value.Dx));
            return;
        }

        var gradient = new ElementwiseGradient(function, 0);
        // As the kernels get them.
        EquatableArray<double> scalars = function.HyperParameters.Select(value => (double)(float)value).ToEquatableArray();
        OpNetwork? item = OpNetworks.Alone(nameof(ElementwiseGradient))
            .FirstOrDefault(item => item.Case.Op.Equals(gradient) && item.Case.Inputs[0].Shape.Rank == 1);
        foreach ((double exact, double _, double dx) in s_values[op])
        {
            double x = (float)exact, y = (float)FormulaReference.Evaluate(function.Formula, x, [], function.HyperParameters);
            double[] reads = [.. gradient.Reads.Select(variable => variable.Leaf == Leaf.Y ? y : x)];
            AssertValue(dx, FormulaReference.Evaluate(gradient.Formula, 1, reads, scalars), x, $"the derivative of {op}", isProduct: true);
            if (item is null) continue;
            var data = new NetworkData(item.Network.Graph, 1, seed: 1);
            int length = item.Case.Inputs[0].Shape.ElementCount;
            double[][] inputs = [[1], .. reads.Select(read => (double[])[read])];
            for (int i = 0; i < inputs.Length; i++) data.Bindings[OpRun.NameOf(i)] = [.. Enumerable.Repeat(inputs[i][0], length)];
            INetworkProbe probe = item.Create(1, 0, 1);
            Batch outputs = data.Outputs(probe.Info);
            probe.Forward(data.Samples(probe.Info, targets: false), outputs);
            foreach (float value in outputs.Read<float>(0)) AssertValue(dx, value, x, $"the generated derivative of {op}", isProduct: true);
        }
    }

    [Fact]
    public void Every_function_of_one_argument_has_values()
    {
        IEnumerable<string> layers = OpTable.Layers.Select(layer => layer.Name);
        IEnumerable<string> functions = OpTest.Rows.Where(row => row.Cases().First() is { Op: ElementwiseOp { Operands: 0 } }).Select(row => row.Op.Name);
        Assert.Empty(functions.Intersect(layers).Except(s_values.Keys));
        Assert.All(s_values.Values, values => Assert.True(values.Length >= 12));
    }

    private static void AssertValue(double expected, double actual, double x, string what, bool isProduct)
    {
        // The distribution function of GELU is exact to an ulp of 1/2, and a derivative that is a product with 1 - y to one of 1.
        double slack = !isProduct ? 0 : double.IsFinite(x) ? 1e-7 * Math.Max(Math.Abs(x), 1) : 1e-7;
        bool isRight = !double.IsFinite(expected) ? expected.Equals((double)(float)actual)
            : double.IsNegative(expected) && expected == 0 ? Math.Abs(actual) < 1e-30 && double.IsNegative(actual)
            : Math.Abs(expected - actual) <= (1e-6 * Math.Abs(expected)) + slack + float.Epsilon;
        Assert.True(isRight, FormattableString.Invariant($"{what} of {x:R} is {actual:R} instead of {expected:R}."));
    }
}
