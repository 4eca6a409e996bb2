using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Graphs;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Every rule has a row in the release notes and a page; ids are unique and errors cannot be configured away.</summary>
public class RuleTableTests
{
    public static TheoryData<string> Ids => [.. ProblemKinds.All.Select(kind => kind.Id)];

    [Fact]
    public void Ids_are_unique() => Assert.Equal(ProblemKinds.All.Count, ProblemKinds.All.Select(kind => kind.Id).Distinct().Count());

    [Fact]
    public void Release_notes_list_every_rule()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(SharedFiles.Repository, "analyzers", "Kiln.Analyzers", "AnalyzerReleases.Unshipped.md")).Where(line => line.StartsWith("KILN", StringComparison.Ordinal))];
        Assert.Equal(Descriptors.All.Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"), rows);
    }

    [Fact]
    public void The_list_of_pages_has_every_rule() => Assert.Equal(
        Descriptors.All.Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {(rule.DefaultSeverity == DiagnosticSeverity.Error ? "error" : "advice")} | {rule.Title} |"),
        File.ReadLines(Path.Combine(SharedFiles.Repository, "docs", "diagnostics", "README.md")).Where(line => line.StartsWith("| [KILN", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_explains_the_rule(string id)
    {
        ProblemKind kind = ProblemKinds.All.First(candidate => candidate.Id == id);
        string page = File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "diagnostics", id + ".md"));
        Assert.StartsWith($"# {id}: {kind.Title}\n", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("```csharp").Length - 1);
    }

    /// <summary>The wrong example of each page makes the message and the right one none; examples of budgets would fill pages, those of libraries need two projects, an old C# its option and a fault of Kiln's a fault; all are tried elsewhere.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_examples_of_a_page_are_true(string id)
    {
        string[] examples = [.. File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "diagnostics", id + ".md")).Split("```csharp\n").Skip(1).Select(text => text[..text.IndexOf("```", StringComparison.Ordinal)])];
        if (id is not ("KILN036" or "KILN037" or "KILN202" or "KILN204" or "KILN213"))
            Assert.Equal([id], (await AnalyzerRun.OnAsync(TestCompilation.Of(examples[0]))).Select(diagnostic => diagnostic.Id).Distinct());
        Compilation right = TestCompilation.Of(examples[1]);
        Assert.Empty(await AnalyzerRun.OnAsync(right));
        Assert.Empty(new GeneratorRun().On(right).Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void There_are_no_pages_without_a_rule() =>
        Assert.Equal(ProblemKinds.All.Select(kind => kind.Id), Directory.GetFiles(Path.Combine(SharedFiles.Repository, "docs", "diagnostics"), "KILN*.md").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Errors_cannot_be_configured_away() =>
        Assert.All(Descriptors.All, rule => Assert.Equal(rule.DefaultSeverity == DiagnosticSeverity.Error, rule.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable)));
}
