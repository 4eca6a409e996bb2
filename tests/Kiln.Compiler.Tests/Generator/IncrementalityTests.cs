using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>What an edit costs: the transform runs every time, everything after it only when the network has changed.</summary>
public class IncrementalityTests
{
    private const string Network = "[Network, Input(4), B, Dense(2)] public sealed partial class N;";
    private const string Block = "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3).ReLU(); }";
    private const string Unrelated = "class Other { int A() => 1; }";

    private const string Wired = """
        [Network] public sealed partial class N
        {
            static (Node a, Node b) Build([Input(4)] Node x, [Input<byte>(3, Scale = 0.5)] Node y) => (Helper.Twice(x), Code(y));
            static Node Loss(Node a, Node b, [Input(2)] Node t) => a.MeanSquaredError(t);
            [Shared, Dense(3)] static partial Node Code(Node x);
        }
        """;

    private const string Helper = "static class Helper { public static Node Twice(Node x) => x.Dense(3).ReLU().Dense(2); }";

    [Fact]
    public void A_comment_stops_at_the_model() => AssertReasons(
        Edit(0, "// A comment moves everything below it.\n" + Network), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged,
        IncrementalStepRunReason.Cached);

    [Fact]
    public void An_unrelated_file_stops_at_the_transform() => AssertReasons(
        Edit(2, "class Other { int A() => 2; }"), IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached);

    [Fact]
    public void A_statement_in_a_block_of_another_file_recompiles() => AssertReasons(
        Edit(1, Block.Replace("Dense(3)", "Dense(5)")), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified,
        IncrementalStepRunReason.Modified);

    [Fact]
    public void A_comment_in_a_block_stops_at_the_model() => AssertReasons(
        Edit(1, "/* moved */ " + Block), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);

    /// <summary>A network that is wired by helpers in another file, and the file of the helpers before and after an edit.</summary>
    [Theory]
    [InlineData(
        "static class H { public static Node Two(this Node x) => x.Dense(3); }", "static class H { public static Node Two(this Node x) => x.Dense(4); }", true)]
    [InlineData(
        "static class H { public static Node Two(this Node x) => x.Dense(W); static readonly int W = 3; }",
        "static class H { public static Node Two(this Node x) => x.Dense(W); static readonly int W = 4; }", true)]
    [InlineData(
        "static class H { public static Node Two(this Node x) { for (int i = 0; i < 2; i++) x = x.ReLU(); return x; } }",
        "static class H { public static Node Two(this Node x) { for (int i = 0; i < 3; i++) x = x.ReLU(); return x; } }", true)]
    [InlineData(
        "static class H { public static Node Two(this Node x) => x.Dense(3); }",
        "static class H { /* three */ public static Node Two(this Node x) => /* of */ x.Dense( 3); }", false)]
    [InlineData(
        "static class H { public static Node Two(this Node x) => x.Dense(3); }",
        "static class H { public static Node Two(this Node x) => x.Dense(3); public static Node Three(this Node x) => x; }", false)]
    public void A_helper_of_another_file_recompiles_where_it_changes(string before, string after, bool changes)
    {
        GeneratorRun run = Run(
            out CSharpCompilation compilation, "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Two(); }", before);
        run.On(Replace(compilation, 1, after));
        Assert.Equal(changes ? IncrementalStepRunReason.Modified : IncrementalStepRunReason.Cached, Assert.Single(run.Reasons(TrackingNames.Evaluate)));
    }

    [Fact]
    public void The_text_of_a_library_is_written_again_where_its_blocks_change()
    {
        GeneratorRun run = Run(
            out CSharpCompilation compilation, "public class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3); }", Unrelated);
        Assert.Equal([IncrementalStepRunReason.Cached], run.On(Replace(compilation, 1, "class Other { int A() => 2; }")).Reasons(TrackingNames.LibraryBodies));
        Assert.Equal(
            [IncrementalStepRunReason.Modified],
            run.On(Replace(compilation, 0, "public class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(4); }"))
                .Reasons(TrackingNames.LibraryBodies));
    }

    [Fact]
    public void A_layer_recompiles() => AssertReasons(
        Edit(0, Network.Replace("Dense(2)", "Dense(7)")), IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified,
        IncrementalStepRunReason.Modified);

    [Fact]
    public void A_constant_of_another_file_recompiles()
    {
        GeneratorRun run = Run(
            out CSharpCompilation compilation, Network.Replace("Dense(2)", "Dense(Sizes.Two)"), Block, "static class Sizes { public const int Two = 2; }");
        AssertReasons(
            run.On(Replace(compilation, 2, "static class Sizes { public const int Two = 3; }")), IncrementalStepRunReason.Modified,
            IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified);
    }

    [Theory]
    [InlineData(0, "(Helper.Twice(x)", "( /* first */ Helper.Twice(x)", false)]
    [InlineData(0, "Node b, [Input(2)]", "Node b,\n\n[Input(2)]", false)]
    [InlineData(0, "Scale = 0.5", "Scale = 0.25", true)]
    [InlineData(0, "Node a, Node b, [Input(2)] Node t) => a.MeanSquaredError(t)", "Node a, Node b, [Input(2)] Node u) => a.MeanSquaredError(u)", true)]
    [InlineData(1, "x.Dense(3)", "/* wide */ x.Dense(3)", false)]
    [InlineData(1, "x.Dense(3)", "x.Dense(4)", true)]
    [InlineData(0, "Shared, Dense(3)", "Shared, Dense(7)", true)]
    public void An_edit_of_a_graph_method_recompiles_where_it_changes_something(int file, string before, string after, bool changes)
    {
        string[] sources = [Wired, Helper, Unrelated];
        Assert.Contains(before, sources[file], StringComparison.Ordinal);
        GeneratorRun run = Run(out CSharpCompilation compilation, sources);
        run.On(Replace(compilation, file, sources[file].Replace(before, after, StringComparison.Ordinal)));
        AssertReasons(
            run, IncrementalStepRunReason.Modified, changes ? IncrementalStepRunReason.Modified : IncrementalStepRunReason.Unchanged,
            changes ? IncrementalStepRunReason.Modified : IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void One_network_does_not_recompile_another()
    {
        GeneratorRun run = Run(out CSharpCompilation compilation, Network, Block, "[Network, Input(3), Dense(2)] public sealed partial class M;");
        run.On(Replace(compilation, 2, "[Network, Input(3), Dense(9)] public sealed partial class M;"));
        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached],
            run.Reasons(TrackingNames.Evaluate).Order());
    }

    [Fact]
    public void A_debug_build_is_given_the_code_of_a_release_build()
    {
        GeneratorRun run = Run(out CSharpCompilation compilation, Network, Block, Unrelated);
        run.On(compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug)));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(TrackingNames.Options));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(TrackingNames.Evaluate));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(TrackingNames.Compile));
    }

    [Fact]
    public void Equal_sources_give_equal_models_and_hashes()
    {
        object[] first = new GeneratorRun().On(TestCompilation.Of(Network, Block)).Outputs(TrackingNames.Evaluate);
        object[] second = new GeneratorRun().On(TestCompilation.Of("\n\n  " + Network.Replace(", B,", ",   B,"), "// other\n" + Block))
            .Outputs(TrackingNames.Evaluate);
        object[] different = new GeneratorRun().On(TestCompilation.Of(Network, Block.Replace("Dense(3)", "Dense(4)"))).Outputs(TrackingNames.Evaluate);
        Assert.Equal(first, second);
        Assert.Equal(first.Select(model => model.GetHashCode()), second.Select(model => model.GetHashCode()));
        Assert.NotEqual(first, different);
    }

    [Theory]
    [InlineData(TrackingNames.Read)]
    [InlineData(TrackingNames.Spec)]
    [InlineData(TrackingNames.Evaluate)]
    [InlineData(TrackingNames.Options)]
    [InlineData(TrackingNames.Compile)]
    public void No_symbol_is_reachable_from_a_model(string step)
    {
        string[] sources =
            [Network, Block, "[Network, Input(3), Dense(0, Name = \"x\")] public sealed partial class Wrong;", Wired.Replace("class N", "class M"), Helper];
        foreach (object model in new GeneratorRun().On(TestCompilation.Of(sources)).Outputs(step)) ModelWalk.AssertIsFreeOfRoslyn(model);
    }

    private static GeneratorRun Edit(int file, string source)
    {
        GeneratorRun run = Run(out CSharpCompilation compilation, Network, Block, Unrelated);
        return run.On(Replace(compilation, file, source));
    }

    private static GeneratorRun Run(out CSharpCompilation compilation, params string[] sources)
    {
        compilation = TestCompilation.Of(sources);
        return new GeneratorRun().On(compilation);
    }

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string source) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[file], TestCompilation.Parse(source, compilation.SyntaxTrees[file].FilePath));

    private static void AssertReasons(GeneratorRun run, IncrementalStepRunReason read, IncrementalStepRunReason spec, IncrementalStepRunReason evaluate) =>
        Assert.Equal(
            [read, spec, evaluate], new[] { TrackingNames.Read, TrackingNames.Spec, TrackingNames.Evaluate }.Select(step => Assert.Single(run.Reasons(step))));
}
