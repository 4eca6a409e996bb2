using System.Collections.Immutable;
using Kiln.Analyzers;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>
/// What is generated compiles as C# 13 and later; a project with an older C# gets one message that says so, and no errors in what it has not written.
/// </summary>
public sealed class LanguageVersionTests
{
    private const string Small = "[Network, Input(4), Dense(2), MeanSquaredError] public sealed partial class Model { "
        + "public static float[] Use(Model model) { model.Forward(new float[4], new float[2]); return new float[Model.OutputSize]; } }";

    private const string Wired = """
        [Network] public sealed partial class Model
        {
            private static Node Build([Input(4)] Node x) => Stack(x);
            private static Node Loss(Node y, [Input(2)] Node t) => y.MeanSquaredError(t);
            [Entry] private static Node Half([Input(4)] Node x) => x.Dense(2);
            [Dense(2), ReLU] private static partial Node Stack(Node x);
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    public void What_is_generated_compiles(LanguageVersion version)
    {
        NetworkText[] networks = [.. NetworkTable.All.Where((_, index) => index % 12 == 5)];
        string[] sources = [Wired, .. networks.Select(network => network.Source)];
        GeneratorRun run = Run(version, sources);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp12, "12.0", Small)]
    [InlineData(LanguageVersion.CSharp11, "11.0", Small)]
    [InlineData(LanguageVersion.CSharp10, "10.0", Small)]
    [InlineData(LanguageVersion.CSharp9, "9.0", Small)]
    [InlineData(LanguageVersion.CSharp12, "12.0", Wired)]
    [InlineData(LanguageVersion.CSharp11, "11.0", Wired)]
    [InlineData(LanguageVersion.CSharp10, "10.0", Wired)]
    [InlineData(LanguageVersion.CSharp9, "9.0", Wired)]
    public async Task An_older_one_is_one_message(LanguageVersion version, string name, string source)
    {
        GeneratorRun run = Run(version, source);
        ImmutableArray<Diagnostic> messages = await run.Updated.WithAnalyzers([new NetworkAnalyzer(), new BlockAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Diagnostic message = Assert.Single(messages);
        Assert.Equal("KILN037", message.Id);
        Assert.StartsWith(
            $"Model is compiled as C# {name}, but the code that Kiln generates needs C# 13.0 or later;",
            message.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp8)]
    [InlineData(LanguageVersion.CSharp7_3)]
    public async Task Of_the_oldest_nothing_is_generated(LanguageVersion version)
    {
        GeneratorRun run = Run(version, Small);
        Assert.Equal(["KILN037"], (await run.Updated.WithAnalyzers([new NetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync()).Select(message => message.Id));
        Assert.Empty(run.ErrorsInGeneratedFiles);
    }

    [Fact]
    public void The_guide_names_the_version() =>
        Assert.Contains("C# 13", File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "publishing.md")), StringComparison.Ordinal);

    private static GeneratorRun Run(LanguageVersion version, params string[] sources)
    {
        CSharpParseOptions options = TestCompilation.ParseOptions.WithLanguageVersion(version);
        CSharpCompilation compilation = TestCompilation.Of();
        if (version < LanguageVersion.CSharp8)
            compilation = compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable));
        return new GeneratorRun(
            CompilerStages.Default,
            options).On(compilation.AddSyntaxTrees(sources.Select((source, index) => TestCompilation.Parse(source, $"Test{index}.cs", options))));
    }
}
