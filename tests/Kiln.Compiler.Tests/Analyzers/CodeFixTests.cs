using Kiln.CodeFixes;
using Kiln.Compiler.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Analyzers;

public class CodeFixTests
{
    [Theory]
    [InlineData("[Network, Input(1, 8, 8), Dense(2)] partial class N;", "[Network, Input(1, 8, 8), Flatten, Dense(2)] partial class N;")]
    [InlineData("[Network, Input(1, 8, 8)]\n[Dense(2), ReLU]\npartial class N;", "[Network, Input(1, 8, 8)]\n[Flatten, Dense(2), ReLU]\npartial class N;")]
    [InlineData("[Network, Input(1, 8, 8), ReLU,\n    Dense(2)] partial class N;", "[Network, Input(1, 8, 8), ReLU,\n    Flatten, Dense(2)] partial class N;")]
    [InlineData(
        "[Network, Input(1, 8, 8), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU()\n    .Dense(3).ReLU(); }",
        "[Network, Input(1, 8, 8), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU().Flatten()\n    .Dense(3).ReLU(); }")]
    public Task Flatten_is_inserted(string before, string after) => CheckAsync(new InsertFlattenFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(4), Dense(2), BatchNorm] partial class N;", "[Network, Input(4), Dense(2, bias: false), BatchNorm] partial class N;")]
    [InlineData("[Network, Input(4), Dense(2, true), BatchNorm] partial class N;", "[Network, Input(4), Dense(2, false), BatchNorm] partial class N;")]
    [InlineData("[Network, Input(4), Dense(bias: true, units: 2), BatchNorm] partial class N;", "[Network, Input(4), Dense(bias: false, units: 2), BatchNorm] partial class N;")]
    [InlineData("[Network, Input(1, 4, 4), Conv2D(2, 3, Name = \"a\"), BatchNorm] partial class N;", "[Network, Input(1, 4, 4), Conv2D(2, 3, bias: false, Name = \"a\"), BatchNorm] partial class N;")]
    [InlineData(
        "[Network, Input(4), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3).BatchNorm(); }",
        "[Network, Input(4), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3, bias: false).BatchNorm(); }")]
    public Task Bias_is_removed(string before, string after) => CheckAsync(new RemoveBiasFix(), before, after);

    [Fact]
    public async Task The_echo_at_the_network_offers_no_fix()
    {
        Document document = Open("[Network, Input(1, 8, 8), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3).ReLU(); }");
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Diagnostic[] diagnostics = [.. (await AnalyzerRun.OnAsync(compilation)).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
        Assert.Equal(2, diagnostics.Length);
        Assert.Empty(await ActionsAsync(new InsertFlattenFix(), document, diagnostics[0]));
        Assert.Single(await ActionsAsync(new InsertFlattenFix(), document, diagnostics[1]));
    }

    /// <summary>Applies the one fix that is offered; the result has no diagnostic left.</summary>
    private static async Task CheckAsync(CodeFixProvider provider, string before, string after)
    {
        Document document = Open(before);
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        CodeAction? action = null;
        foreach (Diagnostic diagnostic in await AnalyzerRun.OnAsync(compilation))
            if (provider.FixableDiagnosticIds.Contains(diagnostic.Id)) action ??= (await ActionsAsync(provider, document, diagnostic)).SingleOrDefault();
        Assert.NotNull(action);

        ApplyChangesOperation change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(default)));
        Document changed = change.ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(TestCompilation.Usings + after, (await changed.GetTextAsync()).ToString());
        Assert.Empty(await AnalyzerRun.OnAsync((await changed.Project.GetCompilationAsync())!));
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsAsync(CodeFixProvider provider, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        return actions;
    }

    private static Document Open(string source)
    {
        CSharpCompilation compilation = TestCompilation.Of(source);
        Project project = new AdhocWorkspace().AddProject("Test", LanguageNames.CSharp)
            .WithMetadataReferences(compilation.References)
            .WithCompilationOptions(compilation.Options)
            .WithParseOptions(TestCompilation.ParseOptions);
        return project.AddDocument("Test0.cs", TestCompilation.Usings + source, filePath: "Test0.cs");
    }
}
