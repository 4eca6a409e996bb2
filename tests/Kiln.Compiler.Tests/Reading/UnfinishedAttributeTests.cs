using Kiln.Compiler.Tests.Analyzers;
using Kiln.Compiler.Tests.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Reading;

/// <summary>Attributes are read while they are typed: cut off at any place, without any of their tokens, and with arguments of any other type.</summary>
public sealed class UnfinishedAttributeTests
{
    private const string Block = "public sealed class BAttribute(int width, double rate = 0.5, string? text = null, params int[] sizes) : BlockAttribute { "
        + "public int[]? More { get; set; } public double Scale = 1; protected override Node Build(Node x) => x.Dense(width); }\n";

    private static readonly string[] s_attributes =
    [
        "SoftmaxCrossEntropy(classWeights: [1.0, 2.0, 3.0])",
        "SoftmaxCrossEntropy(labelSmoothing: 0.1, ignoreIndex: 2, Name = \"loss\")",
        "Conv2D(4, kernel: [3, 3], stride: [1, 1], padding: Pad.Same, init: Init.HeNormal, Name = \"a\", Frozen = true)",
        "Dense(3, bias: false, initScale: 0.5)",
        "Reshape(2, 2)",
        "Transpose(1, 0)",
        "Dropout(0.5)",
        "Input(4, 4, Name = \"x\", Layout = TensorLayout.ChannelsLast, Gradient = true)",
        "Input<byte>(4, 4, 4, Scale = 0.5, Offset = 1)",
        "B(3, 0.5, \"text\", 1, 2, More = new[] { 1, 2 }, Scale = 2)",
        "Network(Trainable = true)",
    ];

    /// <summary>Arguments in places that want another type.</summary>
    private static readonly string[] s_values =
        ["null",
            "\"a\"",
                "1",
                    "1.5",
                        "1.5f",
                            "'c'",
                                "true",
                                    "typeof(int)",
                                        "typeof(Missing)",
                                            "[1.0, 2.0]",
                                                "[1, 2.5]",
                                                    "[1, null]",
                                                        "[\"a\"]",
                                                            "[[1]]", "[]", "[..]", "new int[2]", "new double[] { 1, 2 }", "(Init)77", "(TensorLayout)(-3)",
            "Missing",
                "Missing.Member",
                    "default",
                        "1L",
                            "1m",
                                "(byte)1",
                                    "int.MaxValue + 1",
                                        "1 / 0",
                                            "double.NaN",
                                                "nameof(Missing)",
                                                    "new object[] { 1, 2.0 }", "()", "x => x", "await", "", "*", "checked(1)", "-", "stackalloc int[1]"];

    public static TheoryData<string> Attributes => [.. s_attributes];

    [Theory, MemberData(nameof(Attributes))]
    public async Task Cut_off_at_any_token(string attribute)
    {
        SyntaxToken[] tokens = [.. SyntaxFactory.ParseTokens(attribute).SkipLast(1)];
        IEnumerable<string> prefixes = Enumerable.Range(0, tokens.Length)
            .Select(count => string.Concat(tokens.Take(count).Select(token => token.ToFullString())));
        await CheckAsync(Sample(prefixes).SelectMany(prefix => new[] { Network(prefix, "]"), Network(prefix, "") }));
    }

    [Theory, MemberData(nameof(Attributes))]
    public async Task Without_any_token(string attribute)
    {
        SyntaxToken[] tokens = [.. SyntaxFactory.ParseTokens(attribute).SkipLast(1)];
        await CheckAsync(Sample(Enumerable.Range(0, tokens.Length)).Select(
            left => Network(string.Concat(tokens.Where((_, index) => index != left).Select(token => token.ToFullString())), "]")));
    }

    [Theory, MemberData(nameof(Attributes))]
    public async Task With_arguments_of_other_types(string attribute)
    {
        var parsed = (Microsoft.CodeAnalysis.CSharp.Syntax.ClassDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[{attribute}] class C;")!;
        var arguments = parsed.AttributeLists[0].Attributes[0].ArgumentList!.Arguments;
        IEnumerable<string> sources = from pair in Sample(arguments.SelectMany(argument => s_values, (argument, value) => (Argument: argument, Value: value)))
                                      let argument = pair.Argument
                                      let value = pair.Value
                                      select Network(
                                          attribute.Replace(
                                              argument.ToString(), argument.ToString().Replace(argument.Expression.ToString(), value, StringComparison.Ordinal),
                                              StringComparison.Ordinal),
                                          "]");
        await CheckAsync(sources);
    }

    /// <summary>The case that was met first, and others of its kind.</summary>
    [Theory]
    [InlineData("[Network, Input(4), Dense(3), SoftmaxCrossEntropy(classWeights: [1.0, 2.0, 3.0] public sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(3), SoftmaxCrossEntropy(classWeights: [1, 2.0, 3] public sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(3), SoftmaxCrossEntropy(classWeights: 1.0)] public sealed partial class N;")]
    [InlineData("[Network, Input(1, 4, 4), Conv2D(3, kernel: [1, 1.5])] public sealed partial class N;")]
    [InlineData("[Network, Input(1, 4, 4), Conv2D(3, kernel: null)] public sealed partial class N;")]
    [InlineData("[Network, Input([1, 4.0]), Dense(2)] public sealed partial class N;")]
    [InlineData("[Network, Input(null), Dense(2)] public sealed partial class N;")]
    [InlineData("[Network, Input(4, Name = null), Dense(2, Name = null)] public sealed partial class N;")]
    [InlineData("[Network, Input(4, Layout = (TensorLayout)7), Dense(2, init: (Init)99)] public sealed partial class N;")]
    [InlineData("[Network, Input(4), B(2, sizes: null)] public sealed partial class N;")]
    [InlineData("[Network, Input(4), Reshape(null), Transpose(null)] public sealed partial class N;")]
    public Task Read_without_a_fault(string source) => CheckAsync([Block + source]);

    /// <summary>All in full, and every fifth in quick.</summary>
    private static IEnumerable<T> Sample<T>(IEnumerable<T> cases) => TestLevel.IsFull ? cases : cases.Where((_, index) => index % 5 == 2);

    private static string Network(string attribute, string end)
    {
        string lists = attribute.StartsWith("Input", StringComparison.Ordinal) ? $"[Network][Dense(3)][{attribute}{end}"
            : attribute.StartsWith("Network", StringComparison.Ordinal) ? $"[Input(4)][Dense(3)][{attribute}{end}"
            : $"[Network][Input(1, 4, 4)][Conv2D(3, kernel: 1)][{attribute}{end}";
        return $"{Block}{lists} public sealed partial class N {{ }}";
    }

    private static async Task CheckAsync(IEnumerable<string> sources)
    {
        foreach (string source in sources)
        {
            CSharpCompilation compilation = TestCompilation.Of(source);
            GeneratorRun run = new GeneratorRun(("KilnKernels", "Library")).On(compilation);
            string[] faults = [.. run.Diagnostics.Concat(await AnalyzerRun.OnFilesAsync(run.Updated, compilation.SyntaxTrees))
                .Where(diagnostic => diagnostic.Id is "AD0001" or "CS8785" or "KILN036")
                .Select(diagnostic => $"{source}\n{diagnostic}")];
            Assert.Empty(faults);
        }
    }
}
