using System.Collections.Immutable;
using Kiln.Analyzers;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Runs the generator and then the analyzers, as a build does.</summary>
internal static class AnalyzerRun
{
    public static async Task<ImmutableArray<Diagnostic>> OnAsync(Compilation compilation)
    {
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out ImmutableArray<Diagnostic> silent);
        Assert.Empty(silent);
        var analyzers = updated.WithAnalyzers([new NetworkAnalyzer(), new BlockAnalyzer(), new ForgottenNetworkAnalyzer()]);
        return await analyzers.GetAnalyzerDiagnosticsAsync();
    }

    /// <summary>
    /// The messages in some files of a compilation that the generator has added to; much cheaper than all of them, which bind all that is generated.
    /// </summary>
    public static async Task<IReadOnlyList<Diagnostic>> OnFilesAsync(Compilation updated, IEnumerable<SyntaxTree> files)
    {
        var analysis = updated.WithAnalyzers([new NetworkAnalyzer(), new BlockAnalyzer()]);
        List<Diagnostic> messages = [];
        foreach (SyntaxTree file in files) messages.AddRange(await analysis.GetAnalyzerSemanticDiagnosticsAsync(updated.GetSemanticModel(file), null, default));
        return messages;
    }

    /// <summary>Demands exactly the marked diagnostics, in any order.</summary>
    public static async Task CheckAsync(params string[] marked)
    {
        var parsed = marked.Select(Markup.Parse).ToArray();
        CSharpCompilation compilation = TestCompilation.Of([.. parsed.Select(file => file.Source)]);
        int offset = TestCompilation.Usings.Length;
        IEnumerable<string> expected = parsed.SelectMany(
            (file, index) => file.Expected.Select(mark => $"Test{index}.cs:{mark.Start + offset} {mark.Id} {mark.Text}"));
        IEnumerable<string> actual = (await OnAsync(compilation)).Select(Describe);
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    private static string Describe(Diagnostic diagnostic)
    {
        string text = diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
        return $"{diagnostic.Location.SourceTree.FilePath}:{diagnostic.Location.SourceSpan.Start} {diagnostic.Id} {text}";
    }
}
