using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Functions of one value, element by element.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Activations => new()
    {
        ["Relu"] = (g, n) => g.Apply(new ReLU(), g.Data(n, 0)),
        ["LeakyRelu"] = (g, n) => g.Apply(new LeakyReLU(n.Float("alpha", 0.01f)), g.Data(n, 0)),
        ["Sigmoid"] = (g, n) => g.Apply(new Sigmoid(), g.Data(n, 0)),
        ["Tanh"] = (g, n) => g.Apply(new Tanh(), g.Data(n, 0)),
        ["Elu"] = (g, n) => g.Apply(new ELU(n.Float("alpha", 1)), g.Data(n, 0)),
        ["Selu"] = (g, n) => g.ScaledELU(n),
        ["Celu"] = (g, n) => g.ContinuousELU(n.Float("alpha", 1), g.Data(n, 0)),
        ["Gelu"] = (g, n) => n.Word("approximate", "none", "tanh") == "tanh" ? g.ApproximateGELU(g.Data(n, 0)) : g.Apply(new GELU(), g.Data(n, 0)),
        ["Softplus"] = (g, n) => g.Apply(new Softplus(), g.Data(n, 0)),
        ["Softsign"] = (g, n) => g.Apply(new Softsign(), g.Data(n, 0)),
        ["Mish"] = (g, n) => g.Apply(new Mish(), g.Data(n, 0)),
        ["Swish"] = (g, n) => g.Swish(n.Float("alpha", 1), g.Data(n, 0)),
        ["Erf"] = (g, n) => g.ErrorFunction(g.Data(n, 0)),
        ["HardSwish"] = (g, n) => g.Apply(new HardSwish(), g.Data(n, 0)),
        ["HardSigmoid"] = (g, n) => g.RaisedSigmoid(n.Float("alpha", 0.2f), n.Float("beta", 0.5f), g.Data(n, 0)),
        ["ThresholdedRelu"] = (g, n) => g.Above(n.Float("alpha", 1), g.Data(n, 0), g.Data(n, 0)),
        ["Shrink"] = (g, n) => g.Shrunk(n.Float("lambd", 0.5f), n.Float("bias", 0), g.Data(n, 0)),
        ["PRelu"] = (g, n) => g.ParametricReLU(n),
        ["Clip"] = (g, n) => g.Clip(n),
        ["Exp"] = (g, n) => g.Apply(new Exp(), g.Data(n, 0)),
        ["Log"] = (g, n) => g.Apply(new Log(), g.Data(n, 0)),
        ["Sqrt"] = (g, n) => g.Apply(new Sqrt(), g.Data(n, 0)),
        ["Abs"] = (g, n) => g.Apply(new Abs(), g.Data(n, 0)),
        ["Neg"] = (g, n) => g.Apply(new Negate(), g.Data(n, 0)),
        ["Reciprocal"] = (g, n) => g.Apply(new DivideInto(1), g.Data(n, 0)),
        ["Identity"] = (g, n) => g.Data(n, 0),
        ["Cast"] = (g, n) => n.Int("to", OnnxTensor.Float) is var type && type == OnnxTensor.Float
            ? g.Data(n, 0)
            : throw new LeftOutException($"elements of type {OnnxTensor.NameOf(type)}"),
        ["CastLike"] = (g, n) => g.TypeLike(n.Inputs[1]).ElementType == OnnxTensor.Float
            ? g.Data(n, 0)
            : throw new LeftOutException($"elements of type {g.TypeLike(n.Inputs[1]).TypeName}"),
        ["Dropout"] = (g, n) => g.Drop(n),
    };

    /// <summary>Klambauer et al. 2017; with other constants it is gamma ELU(x).</summary>
    private Value ScaledELU(OnnxNode node)
    {
        double alpha = node.Float("alpha", 1.67326f), gamma = node.Float("gamma", 1.0507f);
        if (Math.Abs(alpha - 1.67326f) < 1e-4 && Math.Abs(gamma - 1.0507f) < 1e-4) return Apply(new SELU(), Data(node, 0));
        return Apply(new MultiplyScalar(gamma), Apply(new ELU(alpha), Data(node, 0)));
    }

    /// <summary>max(x, 0) + min(0, a (exp(x / a) - 1)) = a ELU(x / a).</summary>
    private Value ContinuousELU(double alpha, Value x) => Apply(new MultiplyScalar(alpha), Apply(new ELU(1), Apply(new MultiplyScalar(1 / alpha), x)));

    /// <summary>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x³))).</summary>
    private Value ApproximateGELU(Value x)
    {
        Value cube = Apply(new MultiplyScalar(0.044715), Apply(new PowerScalar(3), x));
        Value slope = Apply(new Tanh(), Apply(new MultiplyScalar(Math.Sqrt(2 / Math.PI)), Apply(new Add(), x, cube)));
        return Apply(new Multiply(), Apply(new MultiplyScalar(0.5), x), Apply(new AddScalar(1), slope));
    }

    /// <summary>x sigmoid(alpha x) (Ramachandran et al. 2017), of which Kiln's own has alpha 1.</summary>
    private Value Swish(double alpha, Value x) =>
        alpha == 1 ? Apply(new SiLU(), x) : Apply(new Multiply(), x, Apply(new Sigmoid(), Apply(new MultiplyScalar(alpha), x)));

    /// <summary>
    /// erf(a) = 2 GELU(z) / z - 1 with z = sqrt(2) a, and near 0, where that has no digits left, the series 2 / sqrt(pi) (a - a³ / 3 + a⁵ / 10 - a⁷ / 42),
    /// whose next term is below 1e-7 of it there; for the magnitude a of x, whose sign the function takes.
    /// </summary>
    private Value ErrorFunction(Value x)
    {
        const double near = 0.25, far = 7;
        Value magnitude = Apply(new Abs(), x), small = Apply(new Clip(0, near), magnitude), square = Apply(new Square(), small);
        Value z = Apply(new MultiplyScalar(Math.Sqrt(2)), Apply(new Clip(near, far), magnitude));
        Value large = Apply(new AddScalar(-1), Apply(new MultiplyScalar(2), Apply(new Divide(), Apply(new GELU(), z), z)));
        Value series = Apply(new MultiplyScalar(-1 / 42.0), square);
        foreach (double coefficient in new[] { 1 / 10.0, -1 / 3.0 }) series = Apply(new Multiply(), square, Apply(new AddScalar(coefficient), series));
        Value nearZero = Apply(new MultiplyScalar(2 / Math.Sqrt(Math.PI)), Apply(new Multiply(), small, Apply(new AddScalar(1), series)));
        Value isLarge = Apply(new Step(), Apply(new AddScalar(-near), magnitude)), isSmall = Apply(new SubtractFrom(1), isLarge);
        Value sign = Apply(new Subtract(), Apply(new Step(), x), Apply(new Step(), Apply(new Negate(), x)));
        return Apply(new Multiply(), sign, Apply(new Add(), Apply(new Multiply(), isLarge, large), Apply(new Multiply(), isSmall, nearZero)));
    }

    /// <summary>Kiln's own has one slope; with another it is the limited line.</summary>
    private Value RaisedSigmoid(double alpha, double beta, Value x) =>
        Math.Abs(alpha - (1 / 6.0)) < 1e-6 && beta == 0.5
            ? Apply(new HardSigmoid(), x)
            : Apply(new Clip(0, 1), Apply(new AddScalar(beta), Apply(new MultiplyScalar(alpha), x)));

    /// <summary>y where x is above the bound, else 0.</summary>
    private Value Above(double bound, Value x, Value y) => Apply(new Multiply(), y, Apply(new Step(), Apply(new AddScalar(-bound), x)));

    /// <summary>x moved towards 0 by the bias, and 0 between -lambda and lambda.</summary>
    private Value Shrunk(double lambda, double bias, Value x)
    {
        Value high = Above(lambda, x, Apply(new AddScalar(-bias), x)), low = Above(lambda, Apply(new Negate(), x), Apply(new AddScalar(bias), x));
        return Apply(new Add(), high, low);
    }

    /// <summary>A slope of its own for each channel: ReLU(x) - slope ReLU(-x).</summary>
    private Value ParametricReLU(OnnxNode node)
    {
        Value x = Data(node, 0), slope = Operand(node.Inputs[1], FullShape(node.Inputs[0]).Length);
        return Apply(new Subtract(), Apply(new ReLU(), x), Apply(new Multiply(), Apply(new ReLU(), Apply(new Negate(), x)), slope));
    }

    /// <summary>The upper bound counts where the two exclude each other.</summary>
    private Value Clip(OnnxNode node)
    {
        double least = Given(node, 1) ? Tensor(node, 1).Elements.Single() : double.NegativeInfinity;
        double most = Given(node, 2) ? Tensor(node, 2).Elements.Single() : double.PositiveInfinity;
        Value x = Data(node, 0);
        if (least <= most) return double.IsInfinity(least) && double.IsInfinity(most) ? x : Apply(new Clip(least, most), x);
        return Apply(new Clip(double.NegativeInfinity, most), Apply(new Clip(least, double.PositiveInfinity), x));
    }

    /// <summary>In training mode the numbers are those of another generator; where nothing is dropped, none are needed.</summary>
    private Value Drop(OnnxNode node)
    {
        double rate = Given(node, 1) ? Tensor(node, 1).Elements.Single() : 0.5;
        bool isTraining = Given(node, 2) && Tensor(node, 2).Elements.Single() != 0;
        if (isTraining && rate > 0) throw new LeftOutException("random numbers of another generator");
        return Apply(new Dropout(rate, node.Outputs[0]), Data(node, 0));
    }
}
