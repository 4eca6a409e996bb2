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
        "[Network, Input(1, 8, 8), B] partial class N; "
        + "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU()\n    .Dense(3).ReLU(); }",
        "[Network, Input(1, 8, 8), B] partial class N; "
        + "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU().Flatten()\n    .Dense(3).ReLU(); }")]
    public Task Flatten_is_inserted(string before, string after) => CheckAsync(new InsertLayerFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(4), Dense(2), BatchNorm] partial class N;", "[Network, Input(4), Dense(2, bias: false), BatchNorm] partial class N;")]
    [InlineData("[Network, Input(4), Dense(2, true), BatchNorm] partial class N;", "[Network, Input(4), Dense(2, false), BatchNorm] partial class N;")]
    [InlineData(
        "[Network, Input(4), Dense(bias: true, units: 2), BatchNorm] partial class N;",
        "[Network, Input(4), Dense(bias: false, units: 2), BatchNorm] partial class N;")]
    [InlineData(
        "[Network, Input(1, 4, 4), Conv2D(2, 3, Name = \"a\"), BatchNorm] partial class N;",
        "[Network, Input(1, 4, 4), Conv2D(2, 3, bias: false, Name = \"a\"), BatchNorm] partial class N;")]
    [InlineData(
        "[Network, Input(4), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3).BatchNorm(); }",
        "[Network, Input(4), B] partial class N; class BAttribute : BlockAttribute { "
        + "protected override Node Build(Node x) => x.Dense(3, bias: false).BatchNorm(); }")]
    public Task Bias_is_removed(string before, string after) => CheckAsync(new SetArgumentFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(4), Dense(2)] public sealed class N;", "[Network, Input(4), Dense(2)] public sealed partial class N;")]
    [InlineData(
        "class A { public struct B { [Network, Input(4), Dense(2)] sealed partial class N; } }",
        "partial class A { public partial struct B { [Network, Input(4), Dense(2)] sealed partial class N; } }")]
    public Task Types_become_partial(string before, string after) => CheckAsync(new MakePartialFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(4), Dense(2)] file sealed partial class N;", "[Network, Input(4), Dense(2)] sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(2)] public static partial class N;", "[Network, Input(4), Dense(2)] public sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(2)] abstract partial class N;", "[Network, Input(4), Dense(2)] sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(2)] sealed partial record N;", "[Network, Input(4), Dense(2)] sealed partial class N;")]
    [InlineData("[Network, Input(4), Dense(2)] sealed partial record class N;", "[Network, Input(4), Dense(2)] sealed partial class N;")]
    public Task Networks_become_plain_classes(string before, string after) => CheckAsync(new MakePlainClassFix(), before, after);

    [Theory]
    [InlineData(
        "[Network] partial class N { Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }")]
    [InlineData(
        "[Network, Input(4), Dense(2)] partial class N { private Node Loss(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "[Network, Input(4), Dense(2)] partial class N { private static Node Loss(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Dense(2)] private partial Node F(Node x); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Dense(2)] private static partial Node F(Node x); }")]
    public Task Graph_methods_become_static(string before, string after) => CheckAsync(new MakeStaticFix(), before, after);

    [Fact]
    public Task Node_is_qualified() => CheckAsync(
        new QualifyNodeFix(),
        "namespace Mine { class Node; [Network] partial class N { static Node Build([Input(4)] Node x) => x; } }",
        "namespace Mine { class Node; [Network] partial class N { static Kiln.Node Build([Input(4)] Kiln.Node x) => x; } }");

    [Theory]
    [InlineData("[Network, Input(4), MeanSquaredError, Dense(2)] partial class N;", "[Network, Input(4), Dense(2), MeanSquaredError] partial class N;")]
    [InlineData(
        "[Network, Input(4)]\n[SoftmaxCrossEntropy(labelSmoothing: 0.1)]\n[Dense(2)]\npartial class N;",
        "[Network, Input(4)]\n[Dense(2), SoftmaxCrossEntropy(labelSmoothing: 0.1)]\npartial class N;")]
    public Task The_loss_becomes_the_last_layer(string before, string after) => CheckAsync(new MoveLossFix(), before, after);

    [Theory]
    [InlineData("[Network, Input<double>(4), Dense(2)] partial class N;", "[Network, Input<float>(4), Dense(2)] partial class N;")]
    [InlineData("[Network, Input<bool>(4), Dense(2)] partial class N;", "[Network, Input<byte>(4), Dense(2)] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input<long>(4)] Node x) => x.OneHot(3); }",
        "[Network] partial class N { static Node Build([Input<int>(4)] Node x) => x.OneHot(3); }")]
    public Task Elements_become_those_of_Kiln(string before, string after) => CheckAsync(new ElementTypeFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(4), Dense(2, Name = \"a.b c\")] partial class N;", "[Network, Input(4), Dense(2, Name = \"a_b_c\")] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2).Named(\"a.b\"); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2).Named(\"a_b\"); }")]
    public Task Names_lose_what_they_cannot_have(string before, string after) => CheckAsync(new LayerNameFix(), before, after);

    [Theory]
    [InlineData("ref ")]
    [InlineData("ref readonly ")]
    [InlineData("in ")]
    public Task Nodes_are_given_plainly(string modifier) => CheckAsync(
        new PlainNodeFix(),
        $"[Network] partial class N {{ static Node Build([Input(4)] {modifier}Node x) => x.Dense(2); }}",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }");

    [Theory]
    [InlineData("Mean", "Node.Concat(t, y)", "Node.Concat(t, y).Mean()")]
    [InlineData("Sum", "Node.Concat(y, t)", "Node.Concat(y, t).Sum()")]
    [InlineData("Mean", "y - t", "(y - t).Mean()")]
    [InlineData("Sum", "(y, y.MeanSquaredError(t))", "(y.Sum(), y.MeanSquaredError(t))")]
    public Task Losses_become_one_number(string method, string before, string after)
    {
        string Source(string loss) =>
            $"[Network, Input(2), Dense(2)] partial class N {{ "
            + $"static {(loss[0] == '(' && loss.Contains(", ", StringComparison.Ordinal) ? "(Node, Node)" : "Node")} "
            + $"Loss(Node y, [Input(2)] Node t) => {loss}; }}";
        return CheckAsync(new ReduceLossFix(), Source(before), Source(after), "Reduce with " + method);
    }

    [Theory]
    [InlineData("[Network, Input<float>(4, Scale = 0.5, Offset = 1), Dense(2)] partial class N;", "[Network, Input<float>(4), Dense(2)] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input<float>(Scale = 0.5)] Node x) => x.Sigmoid(); }",
        "[Network] partial class N { static Node Build([Input<float>] Node x) => x.Sigmoid(); }")]
    public Task Floats_are_not_scaled(string before, string after) => CheckAsync(new ScaleFix(), before, after);

    [Theory]
    [InlineData(
        "[Network, Input(4, Gradient = true), Dense(2)] partial class N;", "[Network(Trainable = true), Input(4, Gradient = true), Dense(2)] partial class N;")]
    [InlineData(
        "[Network, Input(4), Dense(2)] partial class N { static Node Loss(Node y, [Input(2, Gradient = true)] Node t) => y.MeanSquaredError(t); }",
        "[Network, Input(4), Dense(2)] partial class N { static Node Loss(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }")]
    public Task Gradients_have_somebody_to_give_them(string before, string after) => CheckAsync(new GradientFix(), before, after);

    [Theory]
    [InlineData("[Input(2)] Node t) => y.SoftmaxCrossEntropy(t)", "[Input<int>] Node t) => y.SoftmaxCrossEntropy(t)")]
    [InlineData(
        "[Input<int>(2, Name = \"wanted\")] Node t) => y.SoftmaxCrossEntropy(t)", "[Input<int>(Name = \"wanted\")] Node t) => y.SoftmaxCrossEntropy(t)")]
    [InlineData("[Input<int>(2)] Node t) => y.MeanSquaredError(t)", "[Input(2)] Node t) => y.MeanSquaredError(t)")]
    public Task Targets_are_declared_as_the_loss_wants_them(string before, string after) => CheckAsync(
        new InputAttributeFix(),
        $"[Network, Input(4), Dense(2)] partial class N {{ static Node Loss(Node y, {before}; }}",
        $"[Network, Input(4), Dense(2)] partial class N {{ static Node Loss(Node y, {after}; }}");

    [Theory]
    [InlineData("[Network, Input(4), Embedding(10, 3)] partial class N;", "[Network, Input<int>(4), Embedding(10, 3)] partial class N;")]
    [InlineData("[Network, Input<int>(2 * 2), Dense(2)] partial class N;", "[Network, Input(2 * 2), Dense(2)] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => x + n; }",
        "[Network] partial class N { static Node Build([Input(4)] Node x, [Input(4)] Node n) => x + n; }")]
    public Task Inputs_are_declared_as_the_layer_wants_them(string before, string after) => CheckAsync(new InputAttributeFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(4), Dense(2), Dropout, Dense(3)] partial class N;", "[Network, Input(4), Dense(2), Dropout, ReLU, Dense(3)] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2).Dense(3); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2).ReLU().Dense(3); }")]
    public Task An_activation_is_inserted(string before, string after) => CheckAsync(new InsertLayerFix(), before, after);

    [Theory]
    [InlineData(
        "[Network, Input(4), Dense(2), Softmax, SoftmaxCrossEntropy] partial class N;", "[Network, Input(4), Dense(2), SoftmaxCrossEntropy] partial class N;")]
    [InlineData(
        "[Network, Input(4)]\n[Dense(2)]\n[Sigmoid]\n[BinaryCrossEntropy]\npartial class N;",
        "[Network, Input(4)]\n[Dense(2)]\n[BinaryCrossEntropy]\npartial class N;")]
    [InlineData(
        "[Network, SoftmaxCrossEntropy] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2)\n    .Softmax(); }",
        "[Network, SoftmaxCrossEntropy] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }")]
    public Task What_the_loss_applies_is_removed(string before, string after) => CheckAsync(new RemoveLayerFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(1, 4, 4), MaxPool2D(2, padding: 2)] partial class N;", "[Network, Input(1, 4, 4), MaxPool2D(2, padding: 1)] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(1, 4, 4)] Node x) => x.MaxPool2D(2, padding: Math.Abs(-2)); }",
        "[Network] partial class N { static Node Build([Input(1, 4, 4)] Node x) => x.MaxPool2D(2, padding: 1); }")]
    [InlineData(
        "[Network, Input(2, 4, 4), Conv2DTranspose(2, kernel: 3, stride: 2)] partial class N;",
        "[Network, Input(2, 4, 4), Conv2DTranspose(2, kernel: 4, stride: 2)] partial class N;")]
    public Task Arguments_are_set(string before, string after) => CheckAsync(new SetArgumentFix(), before, after);

    [Theory]
    [InlineData("[Input(4), Dense(2)] public sealed partial class N;", "[Network, Input(4), Dense(2)] public sealed partial class N;")]
    [InlineData(
        "/// <summary>Mine.</summary>\n[Serializable]\n[Input(4)]\n[Dense(2)]\nclass N;",
        "/// <summary>Mine.</summary>\n[Network, Serializable]\n[Input(4)]\n[Dense(2)]\npartial class N;")]
    [InlineData("class Outer { [Input(4), Dense(2)] sealed class N; }", "partial class Outer { [Network, Input(4), Dense(2)] sealed partial class N; }")]
    [InlineData(
        "sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }")]
    [InlineData(
        "namespace Mine { class Network; [Input(4), Dense(2)] partial class N; }",
        "namespace Mine { class Network; [Kiln.Network, Input(4), Dense(2)] partial class N; }")]
    public Task Classes_with_layers_become_networks(string before, string after) => CheckAsync(new AddNetworkFix(), before, after);

    [Theory]
    [InlineData("[Network, Input(32, 1, 28, 28), Flatten, Dense(2)] partial class N;", "[Network, Input(1, 28, 28), Flatten, Dense(2)] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(32, 1, 8, 8, Gradient = false)] Node x) => x.ReLU(); }",
        "[Network] partial class N { static Node Build([Input(1, 8, 8, Gradient = false)] Node x) => x.ReLU(); }")]
    [InlineData("[Network, Input(1, 28, 28), Conv2D(1, 32, 3), ReLU] partial class N;", "[Network, Input(1, 28, 28), Conv2D(32, 3), ReLU] partial class N;")]
    [InlineData(
        "[Network, Input(3, 99, 99), Conv2D(3, 64, 7, padding: 3, Name = \"stem\"), ReLU] partial class N;",
        "[Network, Input(3, 99, 99), Conv2D(64, 7, padding: 3, Name = \"stem\"), ReLU] partial class N;")]
    [InlineData("[Network, Input(5, 64), LayerNorm(64)] partial class N;", "[Network, Input(5, 64), LayerNorm] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(5, 64)] Node x) => Twice(x.LayerNorm(64)); static Node Twice(Node x) => x + x; }",
        "[Network] partial class N { static Node Build([Input(5, 64)] Node x) => Twice(x.LayerNorm()); static Node Twice(Node x) => x + x; }")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(8, 4, 4)] Node x) => x.ReLU()\n    .BatchNorm(8); }",
        "[Network] partial class N { static Node Build([Input(8, 4, 4)] Node x) => x.ReLU()\n    .BatchNorm(); }")]
    public Task Sizes_that_Kiln_knows_are_removed(string before, string after) => CheckAsync(new RemoveFirstArgumentFix(), before, after);

    [Theory]
    [InlineData(
        "[Network, Input<float>(32, 1, 28, 28), Conv2D(6, kernel: 5)] partial class N;", "[Network, Input(1, 28, 28), Conv2D(6, kernel: 5)] partial class N;")]
    [InlineData(
        "[Network, Input<byte>(8, 3, 6, 6, Scale = 0.5), Flatten, Dense(2)] partial class N;",
        "[Network, Input<byte>(3, 6, 6, Scale = 0.5), Flatten, Dense(2)] partial class N;")]
    [InlineData("[Network, Input<int>(3, 4), Embedding(10, 5)] partial class N;", "[Network, Input<int>(12), Embedding(10, 5)] partial class N;")]
    public Task Inputs_lose_dimensions(string before, string after) => CheckAsync(new InputAttributeFix(), before, after);

    [Theory]
    [InlineData(
        "[Network, Input(2, 100), Conv2D(8, 5, padding: Pad.Same), ReLU] partial class N;",
        "[Network, Input(2, 100), Conv1D(8, 5, padding: Pad.Same), ReLU] partial class N;")]
    [InlineData("[Network] partial class N { static Node Build([Input(2, 9)] Node x) => Twice(x.Kept().Conv2D(8, kernel: 3)); "
        + "static Node Twice(Node x) => x + x; } static class H { public static Node Kept(this Node x) => x; }",
        "[Network] partial class N { static Node Build([Input(2, 9)] Node x) => Twice(x.Kept().Conv1D(8, kernel: 3)); static Node Twice(Node x) => x + x; } "
        + "static class H { public static Node Kept(this Node x) => x; }")]
    [InlineData("[Network, Input(4), Dense(1), SoftmaxCrossEntropy] partial class N;", "[Network, Input(4), Dense(1), BinaryCrossEntropy] partial class N;")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(1).Softmax(); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(1).Sigmoid(); }")]
    public Task Layers_are_replaced(string before, string after) => CheckAsync(new ReplaceLayerFix(), before, after);

    /// <summary>A call that is an argument of another is fixed itself.</summary>
    [Fact]
    public Task The_call_is_meant_and_not_the_one_around_it() => CheckAsync(
        new InsertLayerFix(),
        "[Network] partial class N { static Node Build([Input(1, 4, 4)] Node x) => Twice(x.Dense(3)); static Node Twice(Node x) => x + x; }",
        "[Network] partial class N { static Node Build([Input(1, 4, 4)] Node x) => Twice(x.Flatten().Dense(3)); static Node Twice(Node x) => x + x; }");

    [Fact]
    public Task A_field_becomes_readonly() => CheckAsync(
        new MakeReadOnlyFix(),
        "[Network] partial class N { private static int width = 3; static Node Build([Input(4)] Node x) => x.Dense(width); }",
        "[Network] partial class N { private static readonly int width = 3; static Node Build([Input(4)] Node x) => x.Dense(width); }");

    [Fact]
    public async Task All_of_a_document_are_mended_together()
    {
        Document document = Open("[Network, Input(4), Dense(2), BatchNorm, Dense(3), BatchNorm] partial class N;");
        var fix = new SetArgumentFix();
        var context = new FixAllContext(document, fix, FixAllScope.Document, "Use bias: false", fix.FixableDiagnosticIds, new Found(), default);
        CodeAction action = (await fix.GetFixAllProvider().GetFixAsync(context))!;
        ApplyChangesOperation change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(default)));
        string text = (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        Assert.Equal(TestCompilation.Usings + "[Network, Input(4), Dense(2, bias: false), BatchNorm, Dense(3, bias: false), BatchNorm] partial class N;", text);
    }

    [Fact]
    public async Task A_declaration_that_others_use_is_left_alone()
    {
        Document document = Open(
            "[Network] partial class N { static Node Build([Input<int>(4)] Node n) => Twice(n); static Node Twice(Node n) => n.Dense(2); }");
        Diagnostic[] diagnostics = [.. await AnalyzerRun.OnAsync((await document.Project.GetCompilationAsync())!)];
        Assert.NotEmpty(diagnostics);
        foreach (Diagnostic diagnostic in diagnostics) Assert.Empty(await ActionsAsync(new InputAttributeFix(), document, diagnostic));
    }

    /// <summary>Pages say which diagnostics have a fix.</summary>
    [Fact]
    public void Pages_tell_of_fixes()
    {
        string folder = Path.Combine(SharedFiles.Repository, "docs", "diagnostics");
        IEnumerable<string> fixable = typeof(TextFix).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TextFix)))
            .SelectMany(type => ((TextFix)Activator.CreateInstance(type)!).FixableDiagnosticIds);
        IEnumerable<string> told = Directory.GetFiles(folder, "KILN*.md")
            .Where(page => File.ReadAllText(page).Contains("The code fix ", StringComparison.Ordinal))
            .Select(page => Path.GetFileNameWithoutExtension(page)!);
        Assert.Equal(fixable.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_echo_at_the_network_offers_no_fix()
    {
        Document document = Open(
            "[Network, Input(1, 8, 8), B] partial class N; class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3).ReLU(); }");
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Diagnostic[] diagnostics = [.. (await AnalyzerRun.OnAsync(compilation)).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
        Assert.Equal(2, diagnostics.Length);
        Assert.Empty(await ActionsAsync(new InsertLayerFix(), document, diagnostics[0]));
        Assert.Single(await ActionsAsync(new InsertLayerFix(), document, diagnostics[1]));
    }

    /// <summary>Applies the fix of that title, or the only one that is offered; the result has no diagnostic left.</summary>
    private static async Task CheckAsync(CodeFixProvider provider, string before, string after, string? title = null)
    {
        Document document = Open(before);
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        CodeAction? action = null;
        foreach (Diagnostic diagnostic in await AnalyzerRun.OnAsync(compilation))
            if (provider.FixableDiagnosticIds.Contains(diagnostic.Id))
                action ??= (await ActionsAsync(provider, document, diagnostic)).SingleOrDefault(candidate => title is null || candidate.Title == title);
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

    /// <summary>The diagnostics of a document, as an editor looks for them when all are to be fixed.</summary>
    private sealed class Found : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => OfAsync(project);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            OfAsync(document.Project);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        private static async Task<IEnumerable<Diagnostic>> OfAsync(Project project) => await AnalyzerRun.OnAsync((await project.GetCompilationAsync())!);
    }
}
