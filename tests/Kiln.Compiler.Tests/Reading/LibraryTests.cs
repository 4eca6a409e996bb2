using System.Collections;
using System.Reflection;
using Kiln.Compiler.Tests.Analyzers;
using Kiln.Compiler.Tests.Evaluation;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Evaluation.Language.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Reading;

/// <summary>Blocks and methods of another assembly, which are read from the text that Kiln writes into it.</summary>
public class LibraryTests
{
    private const string Library = """
        namespace Acme.Layers;

        public sealed class SnakeAttribute(double frequency = 1) : BlockAttribute { protected override Node Build(Node x) => x.Snake(frequency); }

        public sealed class SqueezeAttribute(int reduction = 16) : BlockAttribute
        {
            public bool Bias { get; set; } = true;
            private int Least => Limits.Least;
            protected override Node Build(Node x)
            {
                Node gate = x.GlobalAveragePool().Conv2D(Math.Max(Least, x.Channels / reduction), kernel: 1, bias: Bias).ReLU().Conv2D(x.Channels, kernel: 1).Sigmoid();
                return Join([x.Tanh(), gate.Apply(new HiddenAttribute())]);
            }
            private static Node Join(Node[] parts) { foreach (Node part in parts) if (part.Height == 1) return part; return parts[^1]; }
        }

        public class WideAttribute : BlockAttribute
        {
            private int _width;
            public WideAttribute(int width) { width += 2; _width = width; }
            public int Twice { get => _width / 2; set => _width += value * 2; }
            public int Width => _width;
            protected override Node Build(Node x) => x.Conv2D(Width, kernel: 1);
        }

        internal sealed class HiddenAttribute : BlockAttribute { protected override Node Build(Node x) => x.Halve("ä\"\\\n".Length); }

        internal static class Limits { public static readonly int Least = 2; }

        public static class AcmeLayers
        {
            public static Node Snake(this Node x, double frequency = 1) => frequency > 1 ? x.Tanh() : x.Sigmoid();

            extension(Node x) { public Node Halve(int by) => x.Conv2D(x.Channels / by * 2, kernel: 1); }

            [Shared] public static Node Embed(Node x) => x.Conv2D(4, kernel: 1).Tanh();
        }
        """;

    private const string Consumer = """
        using Acme.Layers;
        [Network, Input(8, 6, 6)]
        [Conv2D(16, kernel: 3), Snake, Snake(frequency: 2), Squeeze(reduction: 4, Bias = false), Mine, Wide(3, Twice = 4), Wider(1), Flatten, Dense(3)]
        public sealed partial class N;
        class WiderAttribute(int width) : WideAttribute(width * 10) { protected override Node Build(Node x) => x.Conv2D(width + Width + new WideAttribute(1) { Twice = 2 }.Width, kernel: 1); }
        class MineAttribute : BlockAttribute { protected override Node Build(Node x) => AcmeLayers.Embed(AcmeLayers.Embed(x.Snake().Halve(4)).Halve(2)); }
        """;

    private static readonly Lazy<MetadataReference> Compiled = new(() => Compile(Library));

    /// <summary>The bodies of the tests of the language.</summary>
    public static TheoryData<string> Bodies => [.. LanguageTests.Sources];

    [Fact]
    public void A_library_gives_the_same_network_as_its_source()
    {
        string expected = Evaluate(TestCompilation.Of(Consumer, Library)).Graph.ToString();
        EvaluatedNetwork network = Evaluate(WithLibrary(Consumer, Compiled.Value));
        Assert.Empty(network.Problems.Select(problem => problem.Problem.ToString()));
        Assert.Equal(expected, network.Graph.ToString());
    }

    /// <summary>An editor refers to the other project's compilation, where the source is at hand.</summary>
    [Fact]
    public void A_project_gives_the_same_network_as_a_file()
    {
        string fromFile = Evaluate(WithLibrary(Consumer, Compiled.Value)).Graph.ToString();
        Assert.Equal(fromFile, Evaluate(WithLibrary(Consumer, Generate(Library).ToMetadataReference())).Graph.ToString());
    }

    [Fact]
    public void Only_what_is_public_is_offered_with_what_it_reaches()
    {
        string[] keys = [.. Generate(Library).Assembly.GetAttributes()
            .Where(attribute => attribute.AttributeClass!.Name == "BlockBodyAttribute")
            .Select(attribute => (string)attribute.ConstructorArguments[0].Value!)];
        Assert.Equal(
        [
            "global::Acme.Layers.AcmeLayers.Embed(global::Kiln.Node)",
            "global::Acme.Layers.AcmeLayers.Snake(global::Kiln.Node, double)",
            "global::Acme.Layers.AcmeLayers.extension(global::Kiln.Node).Halve(global::Kiln.Node, int)",
            "global::Acme.Layers.HiddenAttribute",
            "global::Acme.Layers.HiddenAttribute..ctor()",
            "global::Acme.Layers.Limits.Least",
            "global::Acme.Layers.SnakeAttribute",
            "global::Acme.Layers.SnakeAttribute..ctor(double)",
            "global::Acme.Layers.SqueezeAttribute",
            "global::Acme.Layers.SqueezeAttribute..ctor(int)",
            "global::Acme.Layers.SqueezeAttribute.Bias",
            "global::Acme.Layers.SqueezeAttribute.Join(global::Kiln.Node[])",
            "global::Acme.Layers.SqueezeAttribute.Least",
            "global::Acme.Layers.WideAttribute",
            "global::Acme.Layers.WideAttribute..ctor(int)",
            "global::Acme.Layers.WideAttribute.Width",
            "global::Acme.Layers.WideAttribute._width",
            "global::Acme.Layers.WideAttribute.set_Twice(int)",
        ],
        keys);
        Assert.DoesNotContain(
            Generate(
                "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x; } "
                + "static class C { public static Node D(Node x) => x; }").Assembly.GetAttributes(),
            attribute => attribute.AttributeClass!.Name == "BlockBodyAttribute");
    }

    [Fact]
    public async Task A_mistake_in_a_library_is_told_at_the_network()
    {
        MetadataReference library = Compile(
            "public class HeadAttribute(int width) : BlockAttribute { protected override Node Build(Node x) => Inner(x); "
            + "private Node Inner(Node x) => x.Dense(width).Dense(3); }");
        const string Source = "[Network, Input(1, 4, 4), Head(5)] public sealed partial class N; [Network, Input(4), Head(5)] public sealed partial class M;";
        Diagnostic diagnostic = Assert.Single(await AnalyzerRun.OnAsync(WithLibrary(Source, library)));
        Assert.Equal(("KILN101", "Head(5)"), (diagnostic.Id, TextAt(diagnostic)));
        Assert.EndsWith("(in Inner, called by Build of Head)", diagnostic.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3:", "4:")]
    [InlineData("Dense", "Dance")]
    [InlineData("_", "")]
    public async Task A_text_of_another_version_or_broken_is_told(string part, string other)
    {
        string text = BodyText.Write(
            TestCompilation.Of(
                "class HeadAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3); } [Network, Input(4), Head] partial class N;")
                .Read("N").Spec.Blocks[0]);
        int place = text.IndexOf(part, StringComparison.Ordinal);
        string changed = text[..place] + other + text[(place + part.Length)..];
        MetadataReference library = Compile(
            $"[assembly: BlockBody(\"global::HeadAttribute\", \"{changed}\")] public class HeadAttribute : BlockAttribute {{ "
            + $"protected override Node Build(Node x) => x.Dense(3); }}",
            generate: false);
        Diagnostic diagnostic = Assert.Single(await AnalyzerRun.OnAsync(WithLibrary("[Network, Input(4), Head] public sealed partial class N;", library)));
        Assert.Equal(("KILN213", "Head"), (diagnostic.Id, TextAt(diagnostic)));
    }

    [Fact]
    public async Task A_library_without_Kiln_cannot_be_read()
    {
        MetadataReference library = Compile(
            "public class HeadAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3); } "
            + "public static class More { public static Node Twice(this Node x) => x; }",
            generate: false);
        var ids = (await AnalyzerRun.OnAsync(WithLibrary(
            "[Network, Input(4), Head] public sealed partial class N; "
            + "[Network] public sealed partial class M { static Node Build([Input(4)] Node x) => x.Twice().Dense(2); }",
            library))).Select(
            diagnostic => $"{diagnostic.Id} {TextAt(diagnostic)}");
        Assert.Equal(["KILN201 Twice()", "KILN205 Head"], ids.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void What_is_written_is_read_again(string source)
    {
        NetworkSpec spec = TestCompilation.Of(source).Read("N").Spec;
        NetworkSpec copy = spec with
        {
            Blocks = spec.Blocks.Select(block => BodyText.TryRead(BodyText.Write(block))!.Value.Block!).ToEquatableArray(),
            Methods = spec.Methods.Select(method => BodyText.TryRead(BodyText.Write(method))!.Value.Method!).ToEquatableArray(),
        };
        Assert.Equal(spec.Blocks.Select(BodyText.Write), copy.Blocks.Select(BodyText.Write));
        Assert.Equal(spec.Methods.Select(BodyText.Write), copy.Methods.Select(BodyText.Write));
        Assert.Equal(
            NetworkEvaluation.Evaluate(spec, CancellationToken.None).Graph.ToString(),
            NetworkEvaluation.Evaluate(copy, CancellationToken.None).Graph.ToString());
    }

    /// <summary>The bodies above hold every construct but those that represent mistakes, which are written here.</summary>
    [Fact]
    public void Every_construct_has_its_text()
    {
        Expression[] mistakes =
        [
            new UnsupportedExpression(
                "'goto'", "loops", [new InvalidExpression(0)],
                0), new GeneratedMemberExpression("N.InputSize", 0), new UnreadableExpression("Head", "Acme", 0), new InvalidExpression(0),
            new ConstantExpression(new Datum.Float(double.NegativeInfinity), 0), new ConstantExpression(new Datum.Int(int.MinValue), 0),
        ];
        var written = new BlockSpec(
            "type", "name", new Body(["x"], 1, mistakes.Select(mistake => (Statement)new ExpressionStatement(mistake)).ToEquatableArray(), []));
        Assert.Equal(written, BodyText.TryRead(BodyText.Write(written))!.Value.Block);

        var met = new HashSet<Type>();
        Visit(written, met);
        foreach (string source in LanguageTests.Sources) Visit(TestCompilation.Of(source).Read("N").Spec, met);
        Type[] constructs = [.. typeof(Expression).Assembly.GetTypes()
            .Where(
                type => !type.IsAbstract
                    && (type.IsSubclassOf(typeof(Expression))
                        || type.IsSubclassOf(typeof(Statement))
                        || type.IsSubclassOf(typeof(Target))
                        || type.IsSubclassOf(typeof(Pattern))))];
        Assert.Empty(constructs.Except(met).Select(type => type.Name));
    }

    private static void Visit(object? value, HashSet<Type> met)
    {
        if (value is null or string || value.GetType() is { IsPrimitive: true } or { IsEnum: true }) return;
        met.Add(value.GetType());
        if (value is IEnumerable items) foreach (object? item in items) Visit(item, met);
        else
            foreach (PropertyInfo property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
                Visit(property.GetValue(value), met);
    }

    private static EvaluatedNetwork Evaluate(CSharpCompilation compilation) => NetworkEvaluation.Evaluate(compilation.Read("N").Spec, CancellationToken.None);

    private static CSharpCompilation WithLibrary(string source, MetadataReference library) => TestCompilation.Of(source).AddReferences(library);

    private static string TextAt(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);

    private static CSharpCompilation Generate(string source)
    {
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(TestCompilation.Of(source).WithAssemblyName("Acme"), out Compilation updated, out _);
        return (CSharpCompilation)updated;
    }

    private static MetadataReference Compile(string source, bool generate = true)
    {
        using var stream = new MemoryStream();
        CSharpCompilation compilation = generate ? Generate(source) : TestCompilation.Of(source).WithAssemblyName("Acme");
        Assert.Empty(compilation.Emit(stream).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
