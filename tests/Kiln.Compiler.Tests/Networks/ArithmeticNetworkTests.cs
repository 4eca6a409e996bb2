using Kiln.Data;
using Kiln.Generator.Graphs;
using Kiln.Generator.Passes;
using Microsoft.CodeAnalysis;
using Kiln.Generator.Problems;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Losses and blocks that users write with arithmetic: generated code against the interpreter, and examples that can be computed by hand.</summary>
[Trait("Category", "Numeric")]
public sealed class ArithmeticNetworkTests
{
    /// <summary>Also in the table of networks that every pass and plan is tried on.</summary>
    internal static IReadOnlyList<NetworkText> Networks { get; } =
    [
        new("Huber", "[Input(8), Dense(12), Tanh, Dense(3)]", Methods: """
            private static Node Loss(Node price, [Input(3)] Node target)
            {
                Node error = (price - target).Abs();
                Node quadratic = error.Clip(max: 1);
                return (0.5 * quadratic.Square() + (error - quadratic)).Sum();
            }
            """),
        new("Dice", "[Input(2, 5, 6), Conv2D(17, kernel: 3, padding: 1), Tanh, Conv2D(1, kernel: 1)]", Methods: """
            private static Node Loss(Node logits, [Input(1, 5, 6)] Node mask)
            {
                Node p = logits.Sigmoid();
                Node dice = 1 - (2 * (p * mask).Sum() + 1) / (p.Sum() + mask.Sum() + 1);
                return logits.BinaryCrossEntropy(mask) + dice;
            }
            """),
        new("Contrastive", "", Methods: """
            private static Node Build([Input(6)] Node left, [Input(6)] Node right) => (left.Dense(9).Tanh() - right.Dense(9).Tanh()).Square().Sum().Sqrt();

            private static Node Loss(Node distance, [Input] Node same) => same * distance.Square() + (1 - same) * (3 - distance).ReLU().Square();
            """),
        new("Divergence", "", Methods: """
            private static (Node reconstruction, Node mean, Node logVariance) Build([Input(7)] Node image)
            {
                Node h = image.Dense(20).ReLU();
                Node mean = h.Dense(5), logVariance = h.Dense(5);
                return (mean.Dense(7), mean, logVariance);
            }

            private static (Node total, Node bce, Node kl) Loss(Node reconstruction, Node mean, Node logVariance, [Input(7)] Node target)
            {
                Node bce = reconstruction.BinaryCrossEntropy(target) * 7;
                Node kl = -0.5 * (1 + logVariance - mean.Square() - logVariance.Exp()).Sum();
                return (bce + kl, bce, kl);
            }
            """),
        new("Excitation", "", Methods: """
            private static Node Build([Input(2, 6, 5)] Node image)
            {
                Node x = image.Conv2D(18, kernel: 3, padding: 1).BatchNorm();
                Node gate = x.Mean(1, 2).Dense(4).ReLU().Dense(18).Sigmoid().Reshape(18, 1, 1);
                return (x * gate + x).ReLU().Conv2D(3, kernel: 3, padding: 1).Max(1, 2);
            }

            private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);
            """),
        new("Scales", "", Methods: """
            private static Node Build([Input(5)] Node x)
            {
                Node scale = Node.Parameter([5], Init.Uniform, 0.5);
                Node both = scale.Exp() + scale;
                return (x * both + Node.Parameter([], Init.Constant, 0.3)).Dense(4) / scale.Square().Sum();
            }

            private static Node Loss(Node y, [Input(4)] Node target) => (y - target).Square().Mean();
            """),
        new("ClassToken", "", Methods: """
            private static Node Build([Input(12)] Node x)
            {
                Node token = Node.Parameter([1, 18], Init.Normal, 0.5).Named("token");
                return Node.Concat(token, x.Reshape(4, 3).Dense(18)).Dense(5).Tanh().Mean(0);
            }

            private static Node Loss(Node y, [Input(5)] Node target) => y.MeanSquaredError(target);
            """),
        new("TiedWeights", "", Methods: """
            private static Node Build([Input(1, 20)] Node x)
            {
                Node weight = Node.Parameter([7, 20], Init.XavierUniform).Named("weight");
                return x.MatMul(weight, transposeB: true).Tanh().MatMul(weight);
            }

            private static Node Loss(Node y, [Input(1, 20)] Node target) => y.MeanSquaredError(target);
            """),
        new("LearnedQueries", "", Methods: """
            private static Node Build([Input(6, 17)] Node keys)
            {
                Node queries = Node.Parameter([3, 17], Init.Normal, 0.5).Named("queries");
                return queries.MatMul(keys, transposeB: true).Softmax().MatMul(keys);
            }

            private static Node Loss(Node y, [Input(3, 17)] Node target) => y.MeanSquaredError(target);
            """),
        new("ChosenAction", "", Methods: """
            private static Node Build([Input(6)] Node state) => state.Dense(9).Tanh().Dense(5);

            private static Node Loss(Node q, [Input<int>] Node action, [Input] Node value) => (q.Gather(action) - value).Square();
            """),
        new("Positions", "", Methods: """
            private static Node Build([Input(12)] Node x)
            {
                Node tokens = x.Reshape(4, 3).Dense(18) + Node.Parameter([4, 18], Init.Normal, 0.5).Named("positions");
                Node weights = tokens.Mean(-1).Exp().Reshape(4, 1);
                return (tokens * weights).Sum(0) / weights.Sum();
            }

            private static Node Loss(Node y, [Input(18)] Node target) => Node.Maximum((y - target).Square(), 0.5 * (y - target).StopGradient().Square()).Sum();
            """),
    ];

    public static TheoryData<string> Names => [.. Networks.Select(network => network.Name)];

    /// <summary>As a user's build makes it, with its own kernels and with those of Kiln.dll.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Generated_code_is_the_interpreter(string name)
    {
        NetworkText text = Networks.Single(item => item.Name == name);
        new NetworkCheck(text.Evaluate(), NetworkCompiler.FromSource(text, OptimizationLevel.Release, kernels: "Emit"), tolerance: 1e-4).Run(
            batch: 3, maxBatch: 4, threads: 2);
        new NetworkCheck(text.Evaluate(), NetworkCompiler.FromSource(text, OptimizationLevel.Debug, kernels: "Library"), tolerance: 1e-4).Run(
            batch: 2, maxBatch: 2);
    }

    /// <summary>Two apples of 100 and three oranges of 150 with 10 % tax.</summary>
    [Fact]
    public void Apples_and_oranges()
    {
        Interpreter run = Gradients("""
            static Node Build([Input(1)] Node x) => x;
            static Node Loss(Node x, [Input(1)] Node target)
            {
                Node apple = Node.Parameter([]).Named("apple"), apples = Node.Parameter([]).Named("apples"), orange = Node.Parameter([]).Named("orange");
                Node oranges = Node.Parameter([]).Named("oranges"), tax = Node.Parameter([]).Named("tax");
                return 0 * x.Sum() + (apple * apples + orange * oranges) * tax;
            }
            """, new()
            {
                ["loss.apple"] = [100],
                ["loss.apples"] = [2],
                ["loss.orange"] = [150],
                ["loss.oranges"] = [3],
                ["loss.tax"] = [1.1],
                ["x"] = [0],
                ["target"] = [0],
            });
        Assert.Equal(715, run[ResultKind.Loss, "loss"].Data[0], 1e-9);
        foreach ((string name, double gradient) in new[] { ("apple", 2.2), ("apples", 110), ("orange", 3.3), ("oranges", 165), ("tax", 650.0) })
            Assert.Equal(gradient, run[ResultKind.ParameterGradient, "loss." + name].Data[0], 1e-9);
    }

    /// <summary>z = (x + y)^2 has the gradient 2 (x + y) for both, and x0^2 + x1^2 has (6, 8) at (3, 4).</summary>
    [Fact]
    public void Squares()
    {
        Interpreter run = Gradients("""
            static Node Build([Input(1)] Node one) => one;
            static Node Loss(Node one, [Input(1)] Node target)
            {
                Node x = Node.Parameter([]).Named("x"), y = Node.Parameter([]).Named("y"), v = Node.Parameter([2]).Named("v");
                return one.Sum() * ((x + y).Square() + v.Power(2).Sum());
            }
            """, new() { ["loss.x"] = [1.5], ["loss.y"] = [-4], ["loss.v"] = [3, 4], ["one"] = [1], ["target"] = [0] });
        Assert.Equal(6.25 + 25, run[ResultKind.Loss, "loss"].Data[0], 1e-12);
        Assert.Equal(-5, run[ResultKind.ParameterGradient, "loss.x"].Data[0], 1e-12);
        Assert.Equal(-5, run[ResultKind.ParameterGradient, "loss.y"].Data[0], 1e-12);
        Assert.Equal([6.0, 8.0], run[ResultKind.ParameterGradient, "loss.v"].Data);
    }

    /// <summary>f = |W x|^2.</summary>
    [Fact]
    public void Norm_of_a_product()
    {
        Interpreter run = Gradients("""
            static Node Build([Input(2)] Node x) => x.Dense(2, bias: false);
            static Node Loss(Node y, [Input(1)] Node target) => y.Square().Sum();
            """, new() { ["x"] = [0.2, 0.4], ["dense1.weight"] = [0.1, 0.5, -0.3, 0.8], ["target"] = [0] });
        Assert.Equal(0.116, run[ResultKind.Loss, "loss"].Data[0], 1e-12);
        double[] expected = [0.088, 0.176, 0.104, 0.208], gradient = run[ResultKind.ParameterGradient, "dense1.weight"].Data;
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], gradient[i], 1e-12);
    }

    /// <summary>XOR = AND(NAND, OR): two layers of thresholds.</summary>
    [Fact]
    public void Two_layers_of_perceptrons_compute_xor()
    {
        INetworkProbe net = NetworkCompiler.Compile(new NetworkText("XorGate", "[Input(2), Dense(2), Step, Dense(1), Step]").Evaluate())[0](1, 0, 1);
        net.Network.Parameter("dense1.weight").CopyFrom([-0.5f, -0.5f, 0.5f, 0.5f]);
        net.Network.Parameter("dense1.bias").CopyFrom([0.7f, -0.2f]);
        net.Network.Parameter("dense2.weight").CopyFrom([0.5f, 0.5f]);
        net.Network.Parameter("dense2.bias").CopyFrom([-0.8f]);
        foreach ((int a, int b) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            Batch inputs = new(net.Info.Inputs, 1), outputs = new(net.Info.Outputs, 1);
            new float[] { a, b }.CopyTo(inputs.Write<float>(0));
            net.Forward(inputs, outputs);
            Assert.Equal(a ^ b, outputs.Read<float>(0)[0]);
        }
    }

    /// <summary>The message names both shapes and the rule.</summary>
    [Fact]
    public void Shapes_that_do_not_broadcast_are_refused()
    {
        Problem problem = Assert.Single(
            Reading.TestCompilation.Evaluate(
                "[Network] partial class N { static Node Build([Input(18, 7, 7)] Node x) => x * x.Mean(1, 2); }", "N").Problems).Problem;
        Assert.Equal("KILN107", problem.Kind.Id);
        Assert.Equal(
            "Multiply cannot combine [18, 7, 7] with [18] by broadcasting (counted from the last, sizes must be equal or 1); "
            + "make the shapes equal or reshape one of them",
            problem.Message);
    }

    private static Interpreter Gradients(string methods, Dictionary<string, double[]> bindings)
    {
        Graph graph = new NetworkText("Example", "", Methods: methods).Evaluate().Graph;
        return Interpreter.Run(Differentiate.Run(graph), 1, bindings, new RunSettings((_, _, _) => 0));
    }
}
