using System.Globalization;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>
/// Sizes beyond what 32 bits count: what the runtime can hold compiles, everything else has a message from Kiln, and nothing iterates over sizes this
/// large.
/// </summary>
public sealed class HugeNetworkTests
{
    private const int Seed = 4096;

    /// <summary>Evaluation counts elements and never visits them: this is far less than a byte for each.</summary>
    private const long MostBytes = 200 << 20;

    private static readonly string[] s_messages = ["KILN103", "KILN105", "KILN106", "KILN111", "KILN127"];

    /// <summary>A stack with products of sizes where {0} and {1} are; the product of both, times the factor, is the number of elements that matters.</summary>
    private static readonly (string Attributes, int Factor)[] s_stacks =
    [
        ("Input({0}), Dense({1})", 1),
        ("Input({0}), Dense({1}, bias: false), ReLU, Dense(1), MeanSquaredError", 1),
        ("Input({0}, {1}), ReLU", 1),
        ("Input({0}, {1}), LayerNorm", 1),
        ("Input({0}, {1}), Softmax, MeanSquaredError", 1),
        ("Input(1, {0}, {1}), ReLU, MaxPool2D(2)", 1),
        ("Input(3, {0}, {1}), Conv2D(16, kernel: 3, padding: 1), BatchNorm, ReLU, GlobalAveragePool, Flatten, Dense(2), SoftmaxCrossEntropy", 16),
        ("Input({0}, 1, 1), Conv2D({1}, kernel: 1, padding: 0)", 1),
        ("Input(2, 3, 3), Conv2D({0}, kernel: 1, padding: 0), Conv2D({1}, kernel: 3, padding: 1), Flatten, Dense(1), MeanSquaredError", 9),
        ("Input(3, {0}, 8), Upsample({1})", 24),
        ("Input({0}), Reshape({0}, 1), Transpose, Flatten, Dense({1})", 1),
        ("Input({0}, 64), PositionalEncoding, MultiHeadAttention(8), Dense({1})", 1),
        ("Input(17, {0}, {1}), DepthwiseConv2D(3, padding: 1), Dropout(0.5), Flatten, Dense(1), BinaryCrossEntropy", 17),
        ("Input({0}), Dense({1}), BatchNorm, Tanh, Dense({0}), MeanSquaredError", 1),
    ];

    /// <summary>Bodies of Build.</summary>
    private static readonly (string Body, int Factor)[] s_bodies =
    [
        ("static Node Build([Input({0})] Node x) {{ for (int i = 0; i < 6; i++) x = Node.Concat(x, x); return x.Reshape(64, {0}).Dense({1}); }}", 64),
        ("static Node Build([Input({0})] Node x) => x + Node.Parameter([{1}, {0}]).Sum(0);", 1),
        ("static Node Build([Input({0})] Node x) => x * Node.Parameter([{1}, {0}]).LayerNorm().Mean(0);", 1),
        ("static Node Build([Input<int>(4)] Node x) => x.Embedding({0}, {1}).Flatten().Dense(2);", 1),
        ("static Node Build([Input({0}, 16)] Node x) => x.MatMul(Node.Parameter([16, {1}])).Softmax();", 1),
        ("static Node Build([Input({0}, 1)] Node x, [Input(1, {1})] Node y) => x * y;", 1),
        ("static Node Build([Input({0})] Node x) => x.Pad({1});", 1),
        ("static Node Build([Input(5)] Node x) => x.Dense({0}).Reshape({0}, 1).MatMul(x.Dense({1}).Reshape(1, {1})).Mean(0);", 1),
    ];

    /// <summary>
    /// Elements at which something changes: a square of 2^16, the largest int, the largest block, the largest number of bytes that an int counts, a
    /// quarter of it.
    /// </summary>
    private static readonly double[] s_boundaries = [4294967296, 2147483647, 2147483511, 536870911, 134217728];

    [Fact]
    public void Networks_around_each_boundary_compile_or_have_a_message()
    {
        var random = new Random(Seed);
        int count = TestLevel.Count(quick: 44, full: 220);
        string[] sources = [.. Enumerable.Range(0, count).Select(i => Draw(random, i))];
        CSharpCompilation compilation = TestCompilation.Of(sources);
        for (int i = 0; i < count; i++) Check(compilation, Name(i), sources[i]);
        Compiles(compilation, sources);
    }

    public static TheoryData<string, string> Cases => new()
    {
        // 2 147 395 600 weights are less than a block, but not when their columns are padded to whole vectors.
        { "[Network, Input(46340), Dense(46340)] public sealed partial class N;",
            "KILN127: N needs 2147998032 floats for the packed weights of Forward, but a block of memory holds 2147483511; "
            + "its largest part is dense1.weight [46340, 46340], so make that smaller" },
        { "[Network, Input(46341), Dense(46341)] public sealed partial class N;",
            "KILN111: Dense would hold a tensor of more than 2147483647 elements; make its sizes smaller" },
        { "[Network, Input(30000), Dense(40000), ReLU, Dense(50000)] public sealed partial class N;",
            "KILN127: N needs 3200090000 floats for its parameters, but a block of memory holds 2147483511; "
            + "its largest part is dense2.weight [50000, 40000], so make that smaller" },
        { "[Network, Input(50000, 50000), ReLU] public sealed partial class N;",
            "KILN111: Input would hold a tensor of more than 2147483647 elements; make its sizes smaller" },
        { "[Network, Input(3, 20000, 20000), Conv2D(8, kernel: 3)] public sealed partial class N;",
            "KILN111: Conv2D would hold a tensor of more than 2147483647 elements; make its sizes smaller" },
        { "[Network, Input(1, 30000, 30000), Tanh, MaxPool2D(30), Flatten, Dense(1), MeanSquaredError] public sealed partial class N;", "" },
        { "[Network, Input(50000, 64), MultiHeadAttention(8)] public sealed partial class N;",
            "KILN127: N needs 2513200000 floats for one sample in Forward, but a block of memory holds 2147483511; its largest part is the workspace of "
            + "multiheadattention1, so make that smaller" },
        { "[Network] public sealed partial class N { static Node Build([Input(1073741824)] Node x) => Node.Concat(x, x); }",
            "KILN111: Concat would hold a tensor of more than 2147483647 elements; make its sizes smaller" },
        { "[Network] public sealed partial class N { static Node Build([Input(1000000000)] Node x) => x.Tanh().Sum(); }", "" },
        { "[Network] public sealed partial class N { static Node Build([Input(1000, 1000)] Node x) => x + Node.Parameter([50000, 50000]).Sum(); }",
            "KILN111: Parameter would hold a tensor of more than 2147483647 elements; make its sizes smaller" },
        // Steps beyond the map move nothing: kernels never multiply with them.
        { "[Network, Input(3, 20, 30), Conv2D(64, kernel: 7, stride: 2147483647, padding: 3), BatchNorm, ReLU, Flatten, Dense(2), "
            + "MeanSquaredError] public sealed partial class N;",
            "" },
        { "[Network, Input(17, 20, 30), Conv2D(18, kernel: [1, 3], stride: [2000000000, 2], dilation: [2147483647, 1]), Flatten, Dense(2), "
            + "MeanSquaredError] public sealed partial class N;",
            "" },
        { "[Network, Input(4, 50), Conv1D(6, kernel: 1, stride: 1073741824, dilation: 2147483647), Flatten, Dense(2), "
            + "MeanSquaredError] public sealed partial class N;",
            "" },
        { "[Network, Input(5, 20, 30), MaxPool2D(2, stride: 2147483647, ceilMode: true), Flatten, Dense(2), MeanSquaredError] public sealed partial class N;",
            "" },
        { "[Network, Input(20, 20, 30), AveragePool2D(3, stride: 1999999999), Flatten, Dense(2), MeanSquaredError] public sealed partial class N;", "" },
        { "[Network, Input(17, 1, 1), Conv2DTranspose(16, kernel: 2, stride: 2147483647), Flatten, Dense(2), MeanSquaredError] public sealed partial class N;",
            "" },
        { "[Network, Input(3, 20, 30), DepthwiseConv2D(3, stride: 2147483647, padding: 1), Flatten, Dense(2), MeanSquaredError] public sealed partial class N;",
            "" },
        { "[Network, Input(1200000000), Tanh, Dropout(0.5), Softmax, MeanSquaredError] public sealed partial class N;", "KILN127: N needs" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Boundaries(string source, string message)
    {
        CSharpCompilation compilation = TestCompilation.Of(source);
        string found = string.Join(
            '\n', Check(compilation, "N", source).Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString()));
        Assert.True(message.Length == 0 ? found.Length == 0 : found.StartsWith(message, StringComparison.Ordinal), found);
        Compiles(compilation, [source]);
    }

    /// <summary>Ronneberger et al. 2015 over images of 1024 x 1024: more bytes than an int counts.</summary>
    [Fact]
    public void A_UNet_over_large_images_compiles()
    {
        const string Source = """
            [Network, SoftmaxCrossEntropy]
            public sealed partial class N
            {
                static Node Twice(Node x, int channels) => x.Conv2D(channels, kernel: 3, padding: 1).ReLU().Conv2D(channels, kernel: 3, padding: 1).ReLU();

                static Node Build([Input(3, 1024, 1024)] Node x)
                {
                    List<Node> left = [];
                    for (int level = 0; level < 4; level++)
                    {
                        left.Add(Twice(x, 32 << level));
                        x = left[level].MaxPool2D(2);
                    }

                    x = Twice(x, 512);
                    for (int level = 3; level >= 0; level--) x = Twice(Node.Concat(left[level], x.Conv2DTranspose(32 << level, kernel: 2, stride: 2)), 32 << level);
                    return x.Conv2D(2, kernel: 1);
                }
            }
            """;
        CSharpCompilation compilation = TestCompilation.Of(
            Source
                + "\nstatic class Use { public const long Bytes = N.TrainingArenaBytes; "
                + "public static long Info => N.Info.TrainingArenaBytes + N.Info.ArenaBytes; }");
        Assert.DoesNotContain(Check(compilation, "N", Source).Problems, problem => problem.IsError);
        Compilation updated = Compiles(compilation, [Source]);
        var bytes = (IFieldSymbol)updated.GetTypeByMetadataName("N")!.GetMembers("TrainingArenaBytes").Single();
        Assert.Equal(SpecialType.System_Int64, bytes.Type.SpecialType);
        Assert.InRange((long)bytes.ConstantValue!, int.MaxValue, 4L * int.MaxValue);
        Assert.Equal(
            SpecialType.System_Int32,
            Compiles(TestCompilation.Of("[Network, Input(3), Dense(2)] partial class N;"), []).GetTypeByMetadataName("N")!
                .GetMembers("ArenaBytes")
                .OfType<IFieldSymbol>()
                .Single().Type.SpecialType);
    }

    private static string Draw(Random random, int number)
    {
        int choice = number % (s_stacks.Length + s_bodies.Length);
        (string text, int factor) = choice < s_stacks.Length ? s_stacks[choice] : s_bodies[choice - s_stacks.Length];
        // A little below, at, or above the boundary; the first size is anything from a few to nearly all.
        double product = s_boundaries[random.Next(s_boundaries.Length)] / factor * (0.9 + (0.15 * random.NextDouble()));
        double first = Math.Clamp(Math.Exp(random.NextDouble() * Math.Log(product)), 1, int.MaxValue);
        string sizes = string.Format(CultureInfo.InvariantCulture, text, (int)first, (int)Math.Clamp(product / first, 1, int.MaxValue));
        return choice < s_stacks.Length
            ? $"[Network, {sizes}] public sealed partial class {Name(number)};"
            : $"[Network] public sealed partial class {Name(number)} {{ {sizes} }}";
    }

    private static string Name(int number) => FormattableString.Invariant($"N{number}");

    /// <summary>Evaluates a network: it is whole, or it has a message about its size.</summary>
    private static EvaluatedNetwork Check(CSharpCompilation compilation, string name, string source)
    {
        NetworkSpec spec = compilation.Read(name).Spec;
        long before = GC.GetAllocatedBytesForCurrentThread();
        EvaluatedNetwork network = Kiln.Generator.Compiler.Evaluate(spec, CancellationToken.None);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        string[] errors = [.. network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString())];
        Assert.True(network.IsComplete == (errors.Length == 0), $"seed {Seed}: {source}");
        Assert.True(
            errors.All(error => s_messages.Any(id => error.StartsWith(id, StringComparison.Ordinal))), $"seed {Seed}: {source}: {string.Join(' ', errors)}");
        return network;
    }

    private static Compilation Compiles(CSharpCompilation compilation, IReadOnlyList<string> sources)
    {
        Compilation updated = new GeneratorRun(("KilnKernels", "Emit")).On(compilation).Updated;
        Diagnostic? error = updated.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.True(
            error is null,
            $"seed {Seed}: {error} {error?.Location.SourceTree?.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line]}\n"
            + string.Join('\n', sources.Take(50)));
        return updated;
    }
}
