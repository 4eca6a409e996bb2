using Kiln.Compiler.Tests.Analyzers;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Emit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>The user's texts and names end up in literals, comments and identifiers of generated code, and none of them breaks it.</summary>
public sealed class OddNamesTests
{
    private static readonly string[] s_odd =
        [
            "\u2028", "\u2029", "\u0085", "\n", "\r\n", "\0", "\t", "*/", "\"\"\"", "\"", "\\", "\\u", "\ud800", "\udc00", "\ud83d\ude00", "\ufeff", "\u200b",
            "\u202e", "</code>", "//", "{", "{0}", "#endif", "größe", "\u0301",
        ];

    public static TheoryData<string> Texts => [.. s_odd.Select(Quoted)];

    /// <summary>The texts in names of layers, inputs, blocks and calls, and in what a block throws: each is refused or harmless.</summary>
    [Theory, MemberData(nameof(Texts))]
    public async Task A_text_of_the_users_breaks_nothing(string literal)
    {
        string[] sources =
        [
            $"[Network, Input(4), Dense(2, Name = {literal})] public sealed partial class N;",
            $"[Network, Input(4, Name = {literal}), Dense(2)] public sealed partial class N;",
            $"[Network] public sealed partial class N {{ static Node Build([Input(4)] Node x) => x.Dense(2).Named({literal}); }}",
            $"[Network] public sealed partial class N {{ static Node Build([Input(4)] Node x) => throw new InvalidOperationException({literal}); }}",
            $"[Network] public sealed partial class N {{ static Node Build([Input(4)] Node x) => x.Dense(2).Dropout(0.5).Named(\"a\" + {literal}); }}",
            $"public sealed class BAttribute(string text) : BlockAttribute {{ "
            + $"protected override Node Build(Node x) => text.Length > 0 ? throw new ArgumentException(text) : x; }} "
            + $"[Network, Input(4), B({literal})] public sealed partial class N;",
        ];
        foreach (string source in sources)
        {
            CSharpCompilation compilation = TestCompilation.Of(source);
            GeneratorRun run = new GeneratorRun(("KilnKernels", "Library")).On(compilation);
            Assert.Empty(run.ErrorsInGeneratedFiles);
            Assert.DoesNotContain(await AnalyzerRun.OnFilesAsync(run.Updated, compilation.SyntaxTrees), diagnostic => diagnostic.Id is "AD0001" or "KILN036");
        }
    }

    [Theory, MemberData(nameof(Texts))]
    public void A_literal_reads_back(string literal)
    {
        string value = (string)((LiteralExpressionSyntax)SyntaxFactory.ParseExpression(literal)).Token.Value!;
        string written = SourceWriter.Text("a" + value + "b");
        var parsed = (LiteralExpressionSyntax)SyntaxFactory.ParseExpression(written);
        Assert.Empty(parsed.GetDiagnostics());
        Assert.Equal("a" + value + "b", parsed.Token.Value);
    }

    [Theory, MemberData(nameof(Texts))]
    public void A_comment_is_one_line(string literal)
    {
        var writer = new SourceWriter();
        writer.Comment("a" + ((LiteralExpressionSyntax)SyntaxFactory.ParseExpression(literal)).Token.Value + " +;");
        Assert.All(CSharpSyntaxTree.ParseText(writer.ToString()).GetRoot().DescendantTokens(), token => Assert.True(token.IsKind(SyntaxKind.EndOfFileToken)));
    }

    /// <summary>Names that C# allows for classes, namespaces, inputs, outputs and methods.</summary>
    [Theory]
    [InlineData("@record")]
    [InlineData("@class")]
    [InlineData("@var")]
    [InlineData("@partial")]
    [InlineData("@file")]
    [InlineData("@scoped")]
    [InlineData("@required")]
    [InlineData("@await")]
    [InlineData("@where")]
    [InlineData("@global")]
    [InlineData("@field")]
    [InlineData("@extension")]
    [InlineData("@allows")]
    [InlineData("@managed")]
    [InlineData("@__arglist")]
    [InlineData("@unmanaged")]
    [InlineData("हिन्दी")]
    [InlineData("a\u203fb")]
    [InlineData("\\u0041b")]
    [InlineData("Größe")]
    [InlineData("Ⅷ")]
    [InlineData("_")]
    [InlineData("__")]
    [InlineData("_1")]
    public void A_name_that_CSharp_allows_compiles(string name)
    {
        string source = $$"""
            namespace {{name}}.Inner
            {
                partial class {{name}}
                {
                    [Network] public sealed partial class {{name}}2
                    {
                        static (Node {{name}}, Node other) Build([Input(4)] Node {{name}}, [Input(4)] Node x) => ({{name}}.Dense(2), x);
                        static Node Loss(Node {{name}}, Node other, [Input(2)] Node t) => {{name}}.MeanSquaredError(t);
                    }
                }
                [Network] public sealed partial class {{name}}1 { static Node Build([Input(4)] Node x) => {{name}}(x); [Dense(2)] private static partial Node {{name}}(Node {{name}}); }
                [Network] public sealed partial class {{name}}3 { static Node Build([Input(4)] Node x) => x.Dense(2); [Entry] static Node {{name}}([Input(3)] Node {{name}}) => {{name}}.Dense(1); }
            }
            namespace Other { [Network, Input(4), Dense(2)] public sealed partial class {{name}}; }
            """;
        GeneratorRun run = new GeneratorRun(("KilnKernels", "Library")).On(TestCompilation.Of(source));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>Names that layers may have, which no member could.</summary>
    [Theory]
    [InlineData("3x3")]
    [InlineData("1")]
    [InlineData("-")]
    [InlineData("_")]
    [InlineData("class")]
    [InlineData("max-batch")]
    [InlineData("kiln")]
    [InlineData("info")]
    public void A_name_of_a_layer_compiles(string name)
    {
        string source = $$"""
            [Network, Input(1, 8, 8), Conv2D(4, kernel: 3, Name = "{{name}}"), BatchNorm, MaxPool2D(2), Conv2D(20, kernel: 2), Flatten, Dense(3, Name = "d{{name}}"), Dropout(0.5, Name = "{{name}}2"), SoftmaxCrossEntropy(classWeights: [1, 2, 3], Name = "{{name}}3")]
            public sealed partial class N { int Dense1GemmShape, GemmShape; }
            """;
        GeneratorRun run = new GeneratorRun(("KilnKernels", "Library")).On(TestCompilation.Of(source));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>The compiler takes generated members for public members of the user, but no warning about them reaches him.</summary>
    [Theory]
    [InlineData("[Network, Input(4), Dense(2), MeanSquaredError] public sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense] public sealed partial class N;")]
    [InlineData(
        "[Network(Trainable = true)] public sealed partial class N { static Node Build([Input<byte>(4)] Node x, [Input<int>(4)] Node i) => x.Dense(2); "
        + "[Entry] static Node F([Input(4)] Node x) => x.Dense(2); }")]
    [InlineData("[Network, Input(4), Dense(2), CLSCompliant(true)] public sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(2), CLSCompliant(false)] public sealed partial class N;")]
    [InlineData(
        "public sealed class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU(); } "
        + "[Network, Input(4), B] public sealed partial class N;")]
    public void An_assembly_that_is_CLS_compliant_gets_no_warnings_in_generated_code(string source)
    {
        GeneratorRun run = new GeneratorRun(("KilnKernels", "Emit")).On(TestCompilation.Of(source, "[assembly: CLSCompliant(true)]"));
        Assert.Empty(run.Updated.GetDiagnostics()
            .Where(
                diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden
                    && diagnostic.Location.SourceTree is { } tree
                    && Kiln.Generator.Reading.GeneratedMembers.IsIn(tree)));
    }

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(character => $"\\u{(int)character:x4}")) + "\"";
}
