using System.Runtime.ExceptionServices;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Kiln.Generator.Evaluation;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>
/// Networks of a thousand layers: reading, compiling, packing and running them fits on a small stack, and what they cost grows with their layers.
/// Counted are bytes and characters, never time.
/// </summary>
public sealed class DeepNetworkTests
{
    private const int Layers = 1000, SmallStack = 256 << 10;

    /// <summary>Lists and texts that double as they grow, and numbers with one more digit.</summary>
    private const double Slack = 1.15;

    private static readonly string[] s_names = ["Residual", "Stack", "PreNorm", "Convolutions", "Gates", "DenselyConnected"];

    public static TheoryData<string> Names => [.. s_names];

    public static TheoryData<string> SomeNames => [.. s_names.Take(TestLevel.Count(quick: 1, full: 3))];

    // What grows by a concatenation in each layer costs more with each of them, but needs no more stack.
    [Theory, MemberData(nameof(Names)), InlineData("Grown")]
    public void A_thousand_layers_compile_on_a_small_stack(string name)
    {
        NetworkText text = Text(name, Layers);
        EquatableArray<GeneratedFile> files = default;
        OnSmallStack(() => files = Kiln.Generator.Compiler.Compile(Evaluate(text), NetworkCompiler.Options));
        Assert.True(files.Count > 0);
    }

    /// <summary>The generated code's own frames are small: the C# compiler, the JIT, packing and each program.</summary>
    [Theory, MemberData(nameof(SomeNames))]
    public void A_thousand_layers_run_on_a_small_stack(string name)
    {
        EvaluatedNetwork network = Evaluate(Text(name, Layers));
        NetworkFactory create = NetworkCompiler.Compile(network)[0];
        OnSmallStack(() => new NetworkCheck(network, create, tolerance: 1e-3).Run(batch: 2, maxBatch: 2));
    }

    [Theory, MemberData(nameof(SomeNames))]
    public void Costs_grow_with_the_layers(string name)
    {
        // The first one pays for what is made once.
        Cost(name, 2);
        (double bytes, double characters) = Cost(name, Layers / 4);
        foreach (int layers in new[] { Layers / 2, Layers })
        {
            (double more, double longer) = Cost(name, layers);
            Assert.True(
                more <= Slack * bytes,
                FormattableString.Invariant($"{name}: {more:F0} bytes for each of {layers} layers, {bytes:F0} for each of {Layers / 4}."));
            Assert.True(
                longer <= Slack * characters,
                FormattableString.Invariant($"{name}: {longer:F0} characters for each of {layers} layers, {characters:F0} for each of {Layers / 4}."));
        }
    }

    /// <summary>Bytes that are allocated and characters that are written for each layer.</summary>
    private static (double Bytes, double Characters) Cost(string name, int layers)
    {
        NetworkSpec spec = TestCompilation.Of(Text(name, layers).Source).Read(name).Spec;
        long before = GC.GetAllocatedBytesForCurrentThread();
        EvaluatedNetwork network = Kiln.Generator.Compiler.Evaluate(spec, CancellationToken.None);
        EquatableArray<GeneratedFile> files = Kiln.Generator.Compiler.Compile(network, NetworkCompiler.Options);
        return ((double)(GC.GetAllocatedBytesForCurrentThread() - before) / layers,
            files.Where(file => !file.IsShared).Sum(file => (double)file.Text.Length) / layers);
    }

    private static EvaluatedNetwork Evaluate(NetworkText text)
    {
        EvaluatedNetwork network = Kiln.Generator.Compiler.Evaluate(TestCompilation.Of(text.Source).Read(text.Name).Spec, CancellationToken.None);
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.Message));
        return network;
    }

    private static NetworkText Text(string name, int layers) => name switch
    {
        "Stack" => new(name, $"[Input(6), {string.Join(", ", Enumerable.Repeat("Dense(6), Tanh, LayerNorm", layers / 3))}, Dense(2), MeanSquaredError]"),
        "Residual" => Loop(name, "[Input(6)]", layers, "x = x + x.Dense(6).Tanh() * 0.1;"),
        "Convolutions" => Loop(name, "[Input(3, 4, 4)]", layers, "x = x + x.Conv2D(3, kernel: 3, padding: 1, bias: false).BatchNorm().Sigmoid() * 0.1;"),
        "PreNorm" => Loop(name, "[Input(2, 4)]", layers, "x = x + x.LayerNorm().Dense(4, bias: false) * 0.1;"),
        // Huang et al. 2017: each layer reads the features of all before it, which grow until a narrow layer.
        "DenselyConnected" => Loop(name, "[Input(6)]", layers, "x = i % 20 == 19 ? x.Dense(6).Tanh() : Node.Concat(x, x.Dense(1).Tanh());"),
        "Grown" => Loop(name, "[Input(6)]", layers, "x = Node.Concat(x, x.Dense(1).Tanh());"),
        _ => Loop(name, "[Input(6)]", layers, "x = x * (Node.Parameter([6], Init.Normal, 0.1).Softmax() + 0.8);"),
    };

    private static NetworkText Loop(string name, string input, int layers, string body) => new(name, "", Methods: $$"""
            private static Node Build({{input}} Node x)
            {
                for (int i = 0; i < {{layers}}; i++) { {{body}} }
                return x.Flatten().Dense(2);
            }

            private static Node Loss(Node y, [Input(2)] Node target) => y.MeanSquaredError(target);
        """);

    /// <summary>Runs something in a thread whose stack is a quarter of a megabyte.</summary>
    private static void OnSmallStack(Action action)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        }, SmallStack);
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }
}
