using System.Collections.Immutable;
using Kiln.Analyzers;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Kiln.Generator.Faults;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>Anything that goes wrong inside Kiln is one message at the network that met it, and the others get their code.</summary>
public sealed class FaultTests
{
    private const string Source = """
        namespace Acme;
        [Network, Input(4), Dense(2), MeanSquaredError] public sealed partial class Good;
        [Network, Input(4), Dense(3), SoftmaxCrossEntropy] public sealed partial class Bad;
        public static class User { public static float[] Use(Bad bad, Good good) { good.Forward(new float[4], new float[2]); return new float[Good.OutputSize + (int)Bad.ParameterCount]; } }
        """;

    public static TheoryData<string> Stages => ["Reading", "Evaluation", "Compilation"];

    [Theory, MemberData(nameof(Stages))]
    public async Task A_fault_is_one_message_at_its_network(string stage)
    {
        (GeneratorRun run, ImmutableArray<Diagnostic> messages) = await RunAsync(FailingAt(
            stage, () => new InvalidCastException("Unable to cast.\r\nReally.")));
        Diagnostic message = Assert.Single(messages);
        Assert.Equal("KILN036", message.Id);
        Assert.Equal("Bad", message.Location.SourceTree!.ToString().Substring(message.Location.SourceSpan.Start, message.Location.SourceSpan.Length));
        string doing = stage switch { "Reading" => "reading", "Evaluation" => "evaluating", _ => "compiling" };
        Assert.Equal(
            $"Kiln failed while {doing} Bad, with InvalidCastException: Unable to cast. Really.; "
            + $"this is a fault in Kiln, not in your code: please report this line, with the source of Bad, at https://github.com/kiln-dotnet/kiln/issues",
            message.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Contains(
            "kiln.Execute", run.Result.GeneratedSources.Single(source => source.HintName == "Acme.Good.g.cs").SourceText.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "KILN036", run.Result.GeneratedSources.Single(source => source.HintName == "Acme.Bad.g.cs").SourceText.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Stages))]
    public async Task Cancellation_is_no_fault(string stage) =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(FailingAt(stage, () => new OperationCanceledException())));

    /// <summary>Faults are data: an edit elsewhere compiles nothing again.</summary>
    [Theory, MemberData(nameof(Stages))]
    public void A_fault_is_kept_from_edit_to_edit(string stage)
    {
        var run = new GeneratorRun(FailingAt(stage, () => new KeyNotFoundException()), TestCompilation.ParseOptions);
        CSharpCompilation compilation = TestCompilation.Of(Source);
        run.On(compilation);
        run.On(compilation.AddSyntaxTrees(TestCompilation.Parse("class Other;", "Other.cs")));
        foreach (string step in new[] { TrackingNames.Spec, TrackingNames.Evaluate, TrackingNames.Compile })
            Assert.All(
                run.Reasons(step), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {reason}"));
    }

    [Fact]
    public void A_network_that_is_mended_gets_its_code()
    {
        bool fails = true;
        var stages = new CompilerStages
        {
            Compilation = (network, options) => fails ? throw new IOException() : Kiln.Generator.Compiler.Compile(network, options),
        };
        var run = new GeneratorRun(stages, TestCompilation.ParseOptions);
        CSharpCompilation compilation = TestCompilation.Of(Source);
        Assert.Equal(2, run.On(compilation).Diagnostics.Length);
        fails = false;
        compilation = compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees[0],
            TestCompilation.Parse(
                Source.Replace("Dense(2)", "Dense(5)", StringComparison.Ordinal).Replace("Dense(3)", "Dense(6)", StringComparison.Ordinal), "Test0.cs"));
        Assert.Empty(run.On(compilation).Diagnostics);
    }

    [Fact]
    public void The_message_names_the_pass()
    {
        var fault = Assert.Throws<StageException>(
            () => Fault.Note("planning", () => Fault.Note<int>("running Differentiate of Train on", () => throw new NotSupportedException("no"))));
        Assert.StartsWith(
            "Kiln failed while running Differentiate of Train on Net, with NotSupportedException: no;", Fault.ProblemOf("compiling", "Net", fault).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\r\nc\td", "a b c d")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("", "")]
    public void An_exception_is_told_in_one_line(string message, string line) =>
        Assert.Contains(
            $"InvalidOperationException: {line};", Fault.ProblemOf("reading", "N", new InvalidOperationException(message)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_exception_is_cut() => Assert.True(Fault.ProblemOf("reading", "N", new IOException(new string('x', 100_000))).Message.Length < 1000);

    private static CompilerStages FailingAt(string stage, Func<Exception> fault) => stage switch
    {
        "Reading" =>
            new CompilerStages
            {
                Reading = (network, compilation, cancellation) =>
                    network.Name == "Bad" ? throw fault() : CompilerStages.Default.Reading(network, compilation, cancellation),
            },
        "Evaluation" =>
            new CompilerStages
            {
                Evaluation = (spec, cancellation) => spec.Identity.Name == "Bad" ? throw fault() : CompilerStages.Default.Evaluation(spec, cancellation),
            },
        _ =>
            new CompilerStages
            {
                Compilation = (network, options) => network.Identity.Name == "Bad" ? throw fault() : CompilerStages.Default.Compilation(network, options),
            },
    };

    /// <summary>The messages of generator and analyzers, as a build has them.</summary>
    private static async Task<(GeneratorRun Run, ImmutableArray<Diagnostic> Messages)> RunAsync(CompilerStages stages)
    {
        GeneratorRun run = new GeneratorRun(stages, TestCompilation.ParseOptions).On(TestCompilation.Of(Source));
        return (run,
            [.. run.Diagnostics, .. await run.Updated.WithAnalyzers([new NetworkAnalyzer(stages), new BlockAnalyzer()]).GetAnalyzerDiagnosticsAsync()]);
    }
}
