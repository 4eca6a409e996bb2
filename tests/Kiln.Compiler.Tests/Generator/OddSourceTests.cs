using Kiln.Compiler.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>
/// Networks that are half typed, odd or wrong: whatever their author wrote, the generator does not fail, and what it writes compiles where his own part does.
/// </summary>
public class OddSourceTests
{
    public static TheoryData<string> Sources =>
    [
        "[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2), MeanSquaredError] static partial Node F(Node x); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x, [Input<int>] Node y) => x.Dense(3).SoftmaxCrossEntropy(y); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => Build(x); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Entry] static Node F([Input(4)] Node x) => F(x); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => null; }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) { } }",
        "[Network] partial class N { static Node Build([Input(4)] Node x); }",
        "[Network] partial class N { static partial Node Build([Input(4)] Node x); }",
        "[Network] partial class N { static Node Build([Input(4)] Node) => x; }",
        "[Network] partial class N { static (Node, Node, ) Build([Input(4)] Node x) => x; }",
        "[Network] partial class N { static (Node a, Node b) Build([Input(4)] Node x) { var t = (x.Dense(2), x); return t; } }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x; }",
        "[Network] partial class N { static Node Build([Input] Node x) => x; static Node Loss(Node y, [Input] Node t) => (y - t); }",
        "[Network] partial class N { static Node Build([Input] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(0)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input<long>(3)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input<byte>] Node x) => x + x; }",
        "[Network, Input(4), Dense(2)] partial class N { static Node Loss() => null!; }",
        "[Network, Input(4), Dense(2)] partial class N { static Node Loss([Input(2)] Node t) => t.Dense(1).Flatten(); }",
        "[Network, Input(4), Dense(2)] partial class N { static Node Loss(Node y) => y.MeanSquaredError(y); }",
        "[Network, Input(4), Dense(2)] partial class N { static (Node loss, Node Loss2) Loss(Node y) => (y.MeanSquaredError(y), y.MeanSquaredError(y)); }",
        "[Network, Input(4), Dense(2)] partial class N { static (Node, Node loss) Loss(Node y) => (y.MeanSquaredError(y), y.MeanSquaredError(y)); }",
        "[Network, Input(4), Dense(2)] partial class N { [Entry] static (Node x, Node) F([Input(3)] Node x, [Input(4)] Node output) => (x, output); }",
        "[Network, Input(4), Dense(2)] partial class N { [Entry] static Node F() => null!; }",
        "[Network, Input(4), Dense(2)] partial class N { [Entry] static Node F([Input(3)] Node x) => x; [Entry] static Node G([Input(3)] Node x) => F(x); }",
        "[Network, Input(4), Dense(2)] partial class N { class Inner { [Entry] static Node F([Input(3)] Node x) => x; } }",
        "[Network, Input(4), Dense(2)] partial class N { [Dense(3)] partial Node F(Node x); }",
        "[Network, Input(4), Dense(2)] partial class N { [Dense(3)] static partial Node F(Node x) => x; }",
        "[Network, Input(4), Dense(2)] partial class N { [Dense(3)] public static Node F(Node x) => x; }",
        "[Network(Trainable = true), Input(4), Dense(2)] partial class N;",
        "[Network(Trainable = true), Input(4, Gradient = true), Dense(2), MeanSquaredError] partial class N;",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "static Node Loss(Node y, [Input(2)] Node a, [Input(2, Name = \"y\")] Node b) => y.MeanSquaredError(a); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); static Node Build2; static int Loss; }",
        "[Network] partial struct N { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial record N { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node xSize, [Input(4)] Node arenaBytes, [Input(3)] Node kilnBatch) => xSize.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Entry] static Node Equals([Input(2)] Node x) => x.Dense(1); }",
        "[Network] partial class Output { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => Node.Parameter([3]); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x + Node.Parameter([4]); static Node Loss(Node y) => Node.Parameter([]); }",
        "[Network, SoftmaxCrossEntropy] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2).Softmax(); }",
        "[Network, SoftmaxCrossEntropy] partial class N { static Node Build([Input(4)] Node label) => label.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => x + n; }",
        "[Network] partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => n + x; }",
        "[Network] partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => Node.Concat(x, n); }",
        "[Network] partial class N { static Node Build([Input(4, 4)] Node x, [Input<int>(4, 4)] Node n) => x.MatMul(n); }",
        "[Network, Input(4), Dense(2)] partial class @class { [Entry] static Node @event([Input(3)] Node @in) => @in; }",
        "[Network] partial class N { static Node Build([Input(4)] Node @out, [Input(4)] Node @is) => @if(@out) + @is; "
        + "[Dense(4), ReLU] private static partial Node @if(Node @else); }",
        "[Network] partial class N { static (Node @int, Node @float) Build([Input(4)] Node x) => (x.Dense(2), x); "
        + "static (Node @base, Node @this) Loss(Node @int, Node @float, [Input(2)] Node @new) => (@int.MeanSquaredError(@new), @float.Mean()); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => @for(x); [Shared] static Node @for(Node x) => x.Dense(3); }",
        "[Network] partial class N { [Entry] static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Entry] static Node Forward([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Entry] static Node Load([Input(4)] Node load) => load.Dense(2); "
        + "[Entry] static Node Tail([Input(4)] Node Info) => Info.Dense(1); }",
        "[Network] partial class N { static Node Build([Input(4)] Node größe, [Input(4)] Node Größe) => größe.Dense(2) + Größe.Dense(2); }",
        "[Network] partial class Kiln { static Node Build([Input(4)] Node System, [Input(4)] Node global) => System.Dense(2) + global.Dense(2); }",
        "partial class A<T> { [Network, Input(4), Dense(2)] internal partial class N; }",
        "namespace A.@namespace { partial struct S { partial interface I { [Network, Input(4), Dense(2), MeanSquaredError] private partial class N; } } }",
        "[Network] partial class Node1 { static Node Build([Input(4)] Node batch, [Input(4)] Node inputs) => batch.Dense(2) + inputs.Dense(2); "
        + "static Node Loss(Node outputs, [Input(2)] Node parameters) => outputs.MeanSquaredError(parameters); }",
        "[Network, Input(4), Dense(2)] partial class Foo; [Network, Input(4), Dense(2)] partial class foo; [Network, Input(4), Dense(2)] partial class fOO;",
        "[Network, Input(4), Dense(2)] partial class N; [Network] partial class N;",
        "namespace A { partial class B { [Network, Input(4), Dense(2)] partial class C; } } namespace A.B { [Network, Input(4), Dense(2)] partial class C; }",
        "[Network] partial class N { static (Node y, Node YSize) Build([Input(4)] Node x, [Input(4)] Node xSize) => (x.Dense(2), xSize.Dense(3)); "
        + "static Node Loss(Node y, Node YSize, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "abstract class Base(int x) { public int X => x; } [Network, Input(4), Dense(2)] partial class N : Base;",
        // Found by mutants of the zoo.
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); static (Node, Node b) Loss(Node y, [Input(2)] Node t) { "
        + "Node a = y.MeanSquaredError(t), b  t.Mean(); return (a + b, b); } }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial größe F(Node x); }",
        "[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial Node F(List<Missing[]> x); }",
        "Zoo namespace; [Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "namespace { [Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); } }",
        "partial class { [Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); } }",
        "[Network] partial class { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] partial class N { static (Node, Node, Node) Build([Input(4)] Node x) => (x.Dense(2), x); }",
        "[Network] partial class N { static (Node, Node) Build([Input(4)] Node x) => (x.Dense(2), x, x); }",
        Targeted("Input(YSize)"), Targeted("Input(Foo)"), Targeted("Input<Foo>"), Targeted("Input(\"a\")"), Targeted("Input("), Targeted("Input(TSize)"),
    ];

    /// <summary>Mistakes in the header of a stack are reported in its place, not once more in generated code. Found by mutants of the zoo.</summary>
    [Theory]
    [InlineData("F(Node class)")]
    [InlineData("F(Node)")]
    [InlineData("F(Node x, Node x)")]
    [InlineData("F<T, T>(Node x)")]
    [InlineData("F<>(Node x)")]
    public void A_header_that_is_rejected_is_not_repeated(string header)
    {
        CSharpCompilation user = TestCompilation.Of(
            $$"""[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Dense(2)] private static partial Node {{header}}; }""");
        Compilation updated = new GeneratorRun().On(user).Updated;
        foreach (SyntaxTree generated in updated.SyntaxTrees.Except(user.SyntaxTrees).Where(tree => tree.FilePath.EndsWith("N.g.cs", StringComparison.Ordinal)))
            Assert.Empty(updated.GetSemanticModel(generated).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    /// <summary>A user's part without errors does not get any from a generated part that repeats its members.</summary>
    [Theory]
    [InlineData("[Network, Input(4), Dense(2)] partial class Forward;")]
    [InlineData("[Network, Input(4), Dense(2)] partial class kiln;")]
    [InlineData("[Network, Input(4), Dense(2)] partial class N { int MaxBatch; const int InputSize = 4; N(int a, int b, int c) { } }")]
    [InlineData("[Network, Input(4), Dense(2)] partial class N(int n) { int M => n; }")]
    [InlineData("[Network, Input(4), Dense(2)] partial class N { public N() { } public required string Title; }")]
    [InlineData("class Base(int x = 1) { public int X => x; } [Network, Input(4), Dense(2)] partial class N : Base;")]
    [InlineData("[Network, Dense(2)] partial class N { const int InputSize = 4; }")]
    [InlineData("[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial Node F(Node x); enum Info; }")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); [Entry] static Node Info([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node kiln([Input(4)] Node x) => x.Dense(2); }")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => F<int>(x); "
        + "[Dense(2)] private static partial Node F<T>(Node x) where T : struct, IComparable<T>; }")]
    [InlineData("[Network] partial class N { static Node Build([Input(4)] Node x) => F(ref x); [Dense(2)] private static partial Node F(ref Node x); }")]
    [InlineData("[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial Node F(in Node x); }")]
    [InlineData("[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial Node F(params Node[] x); }")]
    [InlineData(
        "[Network] partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial Node F(Node x); "
        + "private static partial Node F(Node x) => x.Dense(2); }")]
    public void Mistakes_in_members_get_no_errors_from_the_compiler(string source)
    {
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of(source));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    private static string Targeted(string target) =>
        $"[Network] partial class N {{ static Node Build([Input(4)] Node x) => x.Dense(3); "
        + $"static Node Loss(Node y, [{target}] Node t) => (y - t).Square().Sum(); }}";

    [Theory, MemberData(nameof(Sources))]
    public void Generated_parts_compile_where_the_users_part_does(string source)
    {
        CSharpCompilation compilation = TestCompilation.Of(source);
        GeneratorRun run = new GeneratorRun().On(compilation);
        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain(run.Result.GeneratedSources, generated => generated.SourceText.ToString().Contains("KILN036", StringComparison.Ordinal));
        ILookup<bool, string> errors = run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .ToLookup(diagnostic => diagnostic.Location.SourceTree is { } tree && compilation.SyntaxTrees.Contains(tree), diagnostic => diagnostic.ToString());
        if (!errors[true].Any()) Assert.True(!errors[false].Any(), $"{source}\n{string.Join('\n', errors[false])}");
    }
}
