using Kiln.Compiler.Tests.Reading;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>If the project turns analyzers off, the generator reports problems itself; otherwise it is silent.</summary>
public class AnalyzersOffTests
{
    private const string Wrong = "[Network, Input(1, 8, 8), Dense(2)] public sealed partial class N;";

    [Theory]
    [InlineData("RunAnalyzers", "false")]
    [InlineData("RunAnalyzers", "False")]
    [InlineData("RunAnalyzersDuringBuild", "false")]
    public void The_generator_reports(string property, string value)
    {
        Diagnostic diagnostic = Assert.Single(new GeneratorRun((property, value)).On(TestCompilation.Of(Wrong)).Diagnostics);
        Assert.Equal("KILN101", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal("Dense(2)", diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
    }

    [Theory]
    [InlineData("RunAnalyzers", "true", "RunAnalyzersDuringBuild", "false")]
    [InlineData("RunAnalyzersDuringBuild", "false", "DesignTimeBuild", "true")]
    [InlineData("RunAnalyzers", "", "RunAnalyzersDuringBuild", "")]
    public void The_generator_is_silent(string first, string firstValue, string second, string secondValue) =>
        Assert.Empty(new GeneratorRun((first, firstValue), (second, secondValue)).On(TestCompilation.Of(Wrong)).Diagnostics);

    [Fact]
    public void Advice_obeys_pragmas()
    {
        const string Advice = "[Network, Input(4), Dense(2), Softmax, SoftmaxCrossEntropy] public sealed partial class N;";
        Assert.Equal("KILN301", Assert.Single(new GeneratorRun(("RunAnalyzers", "false")).On(TestCompilation.Of(Advice)).Diagnostics).Id);
        Assert.True(
            Assert.Single(
                new GeneratorRun(("RunAnalyzers", "false")).On(TestCompilation.Of("#pragma warning disable KILN301\n" + Advice)).Diagnostics).IsSuppressed);
    }

    [Fact]
    public void A_message_moves_with_its_code()
    {
        var run = new GeneratorRun(("RunAnalyzers", "false"));
        var compilation = TestCompilation.Of(Wrong);
        int before = Assert.Single(run.On(compilation).Diagnostics).Location.SourceSpan.Start;
        SyntaxTree moved = TestCompilation.Parse("// Further down.\n" + Wrong, compilation.SyntaxTrees[0].FilePath);
        int after = Assert.Single(run.On(compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], moved)).Diagnostics).Location.SourceSpan.Start;
        Assert.Equal("// Further down.\n".Length, after - before);
    }
}
