using Kiln.CodeFixes;
using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Problems;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Every rule has a row in the release notes and a page; ids are unique and errors cannot be configured away.</summary>
public class RuleTableTests
{
    public static TheoryData<string> Ids => [.. ProblemKinds.All.Select(kind => kind.Id)];

    /// <summary>The rules that have a code fix, according to the fixes themselves.</summary>
    private static IReadOnlySet<string> Fixed { get; } = typeof(TextFix).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
        .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)
        .ToHashSet();

    [Fact]
    public void Ids_are_unique() => Assert.Equal(ProblemKinds.All.Count, ProblemKinds.All.Select(kind => kind.Id).Distinct().Count());

    [Fact]
    public void Release_notes_list_every_rule()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(SharedFiles.Repository, "analyzers", "Kiln.Analyzers", "AnalyzerReleases.Unshipped.md"))
            .Where(line => line.StartsWith("KILN", StringComparison.Ordinal))];
        Assert.Equal(Descriptors.All.Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"), rows);
    }

    [Fact]
    public void The_index_of_pages_has_every_rule_and_says_which_have_a_fix()
    {
        string[] expected = [.. Descriptors.All.Select(IndexRow)];
        string index = Path.Combine(SharedFiles.Repository, "docs", "diagnostics", "README.md");
        string[] actual = [.. File.ReadLines(index).Where(line => line.StartsWith("| [KILN", StringComparison.Ordinal))];
        string[] missing = [.. expected.Except(actual)], wrong = [.. actual.Except(expected)];
        string message = string.Join('\n', ["docs/diagnostics/README.md needs these rows:", .. missing, "and these must go:", .. wrong]);
        Assert.True(missing.Length + wrong.Length == 0, message);
        Assert.Equal(expected, actual);
    }

    /// <summary>A rule's page says what its code fix does, and mentions none if there is none.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_tells_of_the_fix(string id)
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "diagnostics", id + ".md"));
        bool tells = page.Contains("The code fix ", StringComparison.Ordinal);
        string message = tells ? $"{id}.md mentions a code fix, but there is none for {id}." : $"{id}.md must say what its fix does: 'The code fix ...'.";
        Assert.True(tells == Fixed.Contains(id), message);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_explains_the_rule(string id)
    {
        ProblemKind kind = ProblemKinds.All.First(candidate => candidate.Id == id);
        string page = File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "diagnostics", id + ".md"));
        Assert.StartsWith($"# {id}: {kind.Title}\n", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("```csharp").Length - 1);
    }

    /// <summary>
    /// The wrong example of each page makes the message and the right one none; examples of budgets would fill pages, those of libraries need two projects, an
    /// old C# its option and a fault in Kiln a fault; all are tested elsewhere.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_examples_of_a_page_are_true(string id)
    {
        string[] examples = [.. File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "diagnostics", id + ".md"))
            .Split("```csharp\n")
            .Skip(1)
            .Select(text => text[..text.IndexOf("```", StringComparison.Ordinal)])];
        if (id is not ("KILN036" or "KILN037" or "KILN202" or "KILN204" or "KILN213"))
            Assert.Equal([id], (await AnalyzerRun.OnAsync(TestCompilation.Of(examples[0]))).Select(diagnostic => diagnostic.Id).Distinct());
        Compilation right = TestCompilation.Of(examples[1]);
        Assert.Empty(await AnalyzerRun.OnAsync(right));
        Assert.Empty(new GeneratorRun().On(right).Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void There_are_no_pages_without_a_rule() =>
        Assert.Equal(
            ProblemKinds.All.Select(kind => kind.Id),
            Directory.GetFiles(Path.Combine(SharedFiles.Repository, "docs", "diagnostics"), "KILN*.md")
                .Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Errors_cannot_be_configured_away() =>
        Assert.All(
            Descriptors.All,
            rule => Assert.Equal(rule.DefaultSeverity == DiagnosticSeverity.Error, rule.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable)));

    private static string IndexRow(DiagnosticDescriptor rule)
    {
        string kind = rule.DefaultSeverity == DiagnosticSeverity.Error ? "error" : "advice";
        string fix = Fixed.Contains(rule.Id) ? " yes |" : " |";
        return $"| [{rule.Id}]({rule.Id}.md) | {kind} | {rule.Title} |{fix}";
    }
}
