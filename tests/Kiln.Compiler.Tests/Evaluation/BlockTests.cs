using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>Bodies of blocks and the graphs they become.</summary>
public class BlockTests
{
    /// <summary>Body of Build, then the ops of the graph: name, op and shape of everything that is not a parameter.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        { "=> x;", "" },
        { "=> x.ReLU().Tanh();", "b1.relu1 ReLU [2, 4, 4]; b1.tanh1 Tanh [2, 4, 4]" },
        { "{ Node y = x.ReLU(); return y.Sigmoid(); }", "b1.relu1 ReLU [2, 4, 4]; b1.sigmoid1 Sigmoid [2, 4, 4]" },
        { "{ x = x.ReLU(); x = x.ReLU(); return x; }", "b1.relu1 ReLU [2, 4, 4]; b1.relu2 ReLU [2, 4, 4]" },
        { "=> x.Conv2D(padding: 1, kernel: 3, channels: size);", "b1.conv2d1 Conv2D [5, 4, 4]" },
        { "=> x.Conv2D(size, [1, 3], padding: (int[])[0, 1]);", "b1.conv2d1 Conv2D [5, 4, 4]" },
        { "=> x.Conv2D(size, new[] { 1, 3 });", "b1.conv2d1 Conv2D [5, 4, 2]" },
        { "=> x.Flatten().Dense(x.Channels * x.Height + x.Width - x.Rank);", "b1.flatten1 Reshape [32]; b1.dense1 Dense [9]" },
        { "=> x.Flatten().Dense(x[0] + x[^1]);", "b1.flatten1 Reshape [32]; b1.dense1 Dense [6]" },
        { "{ int half = size / 2, rest = size % 2; half *= 3; return x.Flatten().Dense(half + rest); }", "b1.flatten1 Reshape [32]; b1.dense1 Dense [7]" },
        { "{ const int twice = 2 * 4; return x.Flatten().Dense(-(-twice)); }", "b1.flatten1 Reshape [32]; b1.dense1 Dense [8]" },
        { "=> x.Flatten().Dense((int)(size * rate), bias: size == 5 && !(rate < 0.5));", "b1.flatten1 Reshape [32]; b1.dense1 Dense [2]" },
        { "{ (Node a, int b) = (x.ReLU(), 3); var (c, _) = (a.Flatten(), b); return c.Dense(b); }",
            "b1.relu1 ReLU [2, 4, 4]; b1.flatten1 Reshape [32]; b1.dense1 Dense [3]" },
        { "=> x.Flatten().Dense(3).Named(\"head\").ReLU().Named(\"last\");", "b1.flatten1 Reshape [32]; b1.head Dense [3]; b1.last ReLU [3]" },
        { "=> (x + 1).Named(\"sum\") * 2.5 - x / 4;",
            "b1.sum AddScalar [2, 4, 4]; b1.multiply1 MultiplyScalar [2, 4, 4]; b1.divide1 MultiplyScalar [2, 4, 4]; b1.subtract1 Subtract [2, 4, 4]" },
        { "{ Node y = -x; y += x; y *= size; y = 1 - y; return y; }",
            "b1.negate1 Negate [2, 4, 4]; b1.add1 Add [2, 4, 4]; b1.multiply1 MultiplyScalar [2, 4, 4]; b1.subtract1 SubtractFrom [2, 4, 4]" },
        { "=> (x.ReLU() + x).StopGradient().Named(\"cut\");", "b1.relu1 ReLU [2, 4, 4]; b1.add1 Add [2, 4, 4]; b1.cut StopGradient [2, 4, 4]" },
        { "{ BlockAttribute[] all = [new InnerAttribute(), new InnerAttribute(2)]; foreach (var b in all) x = x.Apply(b); "
            + "return x.Apply(size > 4 ? all[0] : all[1]); }",
            "b1.inner1.dropout1 Dropout [2, 4, 4]; b1.inner2.dropout1 Dropout [2, 4, 4]; b1.inner1.dropout1 Dropout [2, 4, 4]" },
        { "=> x.Apply(new InnerAttribute(3)).Apply(new InnerAttribute(times: 2));",
            "b1.inner1.dropout1 Dropout [2, 4, 4]; b1.inner2.dropout1 Dropout [2, 4, 4]" },
        { "=> x.Apply(new InnerAttribute { Name = \"one\" }).Apply(new InnerAttribute()).Named(\"two\");",
            "b1.one.dropout1 Dropout [2, 4, 4]; b1.two.dropout1 Dropout [2, 4, 4]" },
    };

    private const string Uncertain = "class UncertainAttribute : BlockAttribute { public static int Next(int[] a) => a[0]++; "
        + "public static void Grow(ref int n) => n++; public UncertainAttribute(int size) { if (size > 2) Set(size); else size++; } "
        + "public UncertainAttribute() => base.Name = \"own\"; public int Size { get; set; } = 1; public int Doubled { get => field * 2; set; } "
        + "public int Kept { get; set => field = value * 2; } void Set(int size) => Size = size; protected override Node Build(Node x) => x; }";
    private const string Loose = "static class Fixed { public static readonly int Two = 1; public static int Three { get; } = 1; static Fixed() { Two = 2; "
        + "Three = 3; } } abstract class LaxAttribute(int size = 1) : BlockAttribute { public int Size => size; } "
        + "class LooseAttribute(int size) : LaxAttribute { protected override Node Build(Node x) => x.Dropout(0.1 * size); } "
        + "class SpreadAttribute(int size) : LaxAttribute(size++) { protected override Node Build(Node x) => x.Dropout(0.1 * size); }";
    private const string Inner = "class InnerAttribute(int times = 1) : BlockAttribute { protected override Node Build(Node x) => x.Dropout(0.1 * times); }";

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_becomes_its_graph(string body, string expected)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(Source(body));
        Assert.Empty(network.Problems.Select(problem => problem.Problem.ToString()));
        IEnumerable<string> ops = network.Graph.Nodes
            .Where(node => node.Op is not (Kiln.Generator.Ops.Parameter or Kiln.Generator.Ops.Input))
            .Select(node => $"{node.Name} {node.Op.Name} {node.Outputs[0].Shape}");
        Assert.Equal(expected, string.Join("; ", ops));
    }

    /// <summary>Body of Build, then what evaluation says about it.</summary>
    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "{ try { x = x.ReLU(); } finally { } return x.Tanh(); }", ["'try'"] },
        { "{ size = 3; return x; }", ["This assignment"] },
        { "{ using var s = new System.IO.MemoryStream(); return x; }", ["'using'"] },
        { "{ again: if (size > 1) goto again; return x; }", ["'goto'"] },
        { "{ switch (size) { case 5: goto case 2; case 2: x = x.ReLU(); break; } return x; }", ["'goto case'"] },
        { "{ switch (size) { case 5: goto default; default: x = x.ReLU(); break; } return x; }", ["'goto case'"] },
        { "{ var map = new System.Collections.Generic.Dictionary<int, int>(); return x; }", ["'new Dictionary'"] },
        { "=> x.Flatten().Dense(\"abc\"[1]);", ["The indexer of string"] },
        { "{ System.Type type = typeof(int); return x; }", ["'typeof(int)'"] },
        { "=> x.Flatten().Dense(sizeof(decimal) + System.Linq.Enumerable.Count([1]));", ["The method Enumerable.Count"] },
        { "{ System.Type type = typeof(System.Collections.Generic.Dictionary<int, string>); return x; }", ["'typeof(System.Collections.Generic.Dictio...'"] },
        { "{ int n = size; unsafe { int* p = &n; } return x; }", ["'&n'"] },
        { "{ int[,] grid = new int[2, 2]; return x; }", ["This array"] },
        { "{ object o = size; return x; }", ["A conversion from int to object"] },
        { "=> x.Flatten().Dense(new Random(1).Next());", ["'new Random'"] },
        { "=> x.Flatten().Dense((int)Math.Cbrt(8));", ["The method Math.Cbrt"] },
        { "=> x.Flatten().Dense(Environment.ProcessorCount);", ["The property ProcessorCount"] },
        { "=> x.Flatten().Dense(\"a\".ToUpperInvariant().Length);", ["The method String.ToUpperInvariant"] },
        { "{ foreach (char c in \"ab\") x = x.ReLU(); return x; }", ["This 'foreach'"] },
        { "{ int a = 1; Grow(ref a); return x; void Grow(ref int n) => n++; }", ["A function with 'ref' or 'out' parameters"] },
        { "=> x.Flatten().Dense(new UncertainAttribute(3).Size);", ["This assignment"] },
        { "=> x.Flatten().Dense(new UncertainAttribute().Size);", ["This assignment"] },
        { "=> x.Flatten().Dense(new UncertainAttribute(2) { Kept = 3 }.Kept);", ["This assignment"] },
        { "{ for (int i = 0; i < 2; i++) x = x.Apply(new UncertainAttribute(3)); return x.Flatten().Dense(new UncertainAttribute(4).Size); }",
            ["This assignment", "This assignment"] },
        { "=> x.Flatten().Dense(new UncertainAttribute(2).Doubled);", ["'field'"] },
        { "=> x.Flatten().Dense(Fixed.Two + Fixed.Three);", ["The field Two", "The property Three"] },
        { "=> x.Flatten().Dense(new SpreadAttribute(3).Size);", ["This assignment"] },
        { "=> x.Flatten().Dense(new LooseAttribute(3).Size);", ["An implicit call of the constructor of LaxAttribute"] },
        { "{ return Twice(Twice(x)); [Shared] Node Twice(Node y) => y.Conv2D(2, 1); }",
            ["'[Shared]' on a local function or lambda", "'[Shared]' on a local function or lambda"] },
        { "{ Func<Node, Node> f = [Frozen] (y) => y.ReLU(); return f(x); }", ["'[Frozen]' on a local function or lambda"] },
        { "{ return F(x); [Conv2D(2, 1), ReLU] static Node F(Node y) => y; }",
            ["'[Conv2D]' on a local function or lambda", "'[ReLU]' on a local function or lambda"] },
        { "{ int n = 1; return x.Conv2D(kernel: n++, channels: n); }", ["Named arguments that change variables out of order"] },
        { "{ int[] a = [1]; return x.Conv2D(kernel: First(a), channels: a[0]); static int First(int[] a) => a[0]++; }",
            ["Named arguments that change variables out of order"] },
        { "{ var a = new System.Collections.Generic.List<int> { 1 }; return Use(b: Grow(a), a: a.Count); static Node Use(int a, int b) => null!; "
            + "static int Grow(System.Collections.Generic.List<int> a) { a.Add(2); return 1; } }",
            ["Named arguments that change variables out of order"] },
        { "{ int[] a = [1]; return x.Flatten().Dense(Two(b: UncertainAttribute.Next(a), a: a[0])); static int Two(int a, int b) => a; }",
            ["Named arguments that change variables out of order"] },
        { "{ int? none = null; return x.Flatten().Dense(none!.Value); }", ["A nullable number that is null is used as a number"] },
        { "{ int? none = null; return x.Flatten().Dense((int)none!); }", ["A nullable number that is null is used as a number"] },
        { "=> x.ReLU().Named(null!);", ["The name of a layer"] },
        { "{ int[]? none = null; foreach (int n in none!) x = x.ReLU(); return x; }", ["The list of a loop"] },
        { "=> x.Flatten().Dense((int)1L);", [] },
        { "=> x.Flatten().Dense((int)(size * 2L));", ["A conversion from int to long"] },
        { "{ var s = new System.Collections.Generic.Stack<Node>(); s.Push(x); s.Push(s.Pop().ReLU()); return s.Pop(); }", ["'new Stack'"] },
        { "{ var map = new System.Collections.Generic.Dictionary<int, int>(); map[1] = 2; map[1]++; if (map.ContainsKey(1)) x = x.ReLU(); "
            + "foreach (var pair in map) x = x.ReLU(); return x.Flatten().Dense(map[1]); }",
            ["'new Dictionary'"] },
        { "{ var b = new System.Text.StringBuilder(); b.Append(\"a\").Append(1); b.Length = 1; return x.ReLU().Named(b.ToString()); }",
            ["'new StringBuilder'"] },
        { "{ var r = new Random(1); int n = r.Next() + r.Next(2); return x.Flatten().Dense(n); }", ["'new Random'"] },
        { "{ var r = new Sizes(1); var s = r with { A = 2 }; if (r == s) x = x.ReLU(); var f = r.ToString; "
            + "return x.Flatten().Dense(r.A + s.A + Math.Max(r.A, 2)); }",
            ["'new Sizes'"] },
        { "{ long n = 3; n *= 2; n++; n = n + 1; return x.Flatten().Dense((int)n + Convert.ToInt32(n) + (n is 3 ? 1 : 2)); }",
            ["A conversion from int to long"] },
        { "{ decimal n = 3; n = -n * 2; string s = $\"{n}\" + n; return x.Flatten().Dense((int)n); }", ["A conversion from int to decimal"] },
        { "{ dynamic n = size; n = n + 1; int m = n; return x.Flatten().Dense(m + n.Foo(2) + n.Length); }", ["A conversion from int to dynamic"] },
        { "{ int[,] grid = new int[2, 2]; grid[0, 1] = 3; grid[1, 1]++; foreach (int n in grid) x = x.ReLU(); "
            + "return x.Flatten().Dense(grid[0, 1] + grid.Length); }",
            ["This array"] },
        { "{ if (size > 1) goto done; x = x.ReLU(); done: return x; }", ["'goto'"] },
        { "{ object o = size; if (o is string) x = x.ReLU(); switch (o) { case int n: x = x.ReLU(); break; } return o is int m ? x.Flatten().Dense(m) : x; }",
            ["A conversion from int to object"] },
        { "{ UncertainAttribute.Grow(ref size); return x; }", ["The method UncertainAttribute.Grow with 'ref' or 'out' parameters"] },
        { "=> x.Flatten().Dense(Sides());", ["The virtual method BAttribute.Sides"] },
        { "{ x = x.ReLU(); unused: return x; }", [] },
        { "{ Index last = ^1; Range some = 1..; int[] a = [1, 2]; System.Collections.Generic.List<int> b = [3]; a[last] = 1; "
            + "return x.Flatten().Dense(x[last] + a[last] + b[last] + a[some].Length); }",
            ["This operator on int", "'1..'"] },
        { "=> x.Flatten().Dense(size / 0);", ["5 / 0"] },
        { "=> x.Named(\"a\");", ["Named on anything but a layer, a block or a method's call"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_lies_outside_the_language_is_named_once(string body, string[] constructs)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(Source(body));
        Assert.Equal(constructs, network.Problems.Select(problem => problem.Problem.Arguments[0]));
        Assert.Equal(constructs.Length == 0, network.IsComplete);
    }

    [Fact]
    public void One_block_object_shares_its_parameters()
    {
        string shared = TestCompilation.Graph(Source("{ var b = new SquareAttribute(); x = x.Flatten(); return x.Apply(b).Apply(b); }"));
        string separate = TestCompilation.Graph(Source("{ x = x.Flatten(); return x.Apply(new SquareAttribute()).Apply(new SquareAttribute()); }"));
        Assert.Equal(1, shared.Split(".weight = ").Length - 1);
        Assert.Equal(2, separate.Split(".weight = ").Length - 1);
    }

    [Theory]
    [InlineData("", "B(Frozen = true, Name = \"body\")")]
    [InlineData("[Frozen] ", "B(Name = \"body\")")]
    public void A_frozen_block_freezes_all_it_holds(string onClass, string use)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(
            $"{onClass}class BAttribute : BlockAttribute {{ protected override Node Build(Node x) => x.Apply(new CAttribute()).Dense(3); }} "
            + $"class CAttribute : BlockAttribute {{ protected override Node Build(Node x) => x.Dense(2).ReLU(); }} "
            + $"[Network, Input(4), {use}, ReLU, Dense(2)] partial class N;");
        Assert.Equal(
            [
                ("body.c1.dense1.weight", true),
                ("body.c1.dense1.bias", true),
                ("body.dense1.weight", true),
                ("body.dense1.bias", true),
                ("dense1.weight", false),
                ("dense1.bias", false),
            ],
            network.Graph.All<Kiln.Generator.Ops.Parameter>().Select(parameter => (parameter.Node.Name, parameter.Op.Frozen)));
    }

    /// <summary>Attributes set what object initializers set: automatic properties, setters with a body, fields, and what base classes declare.</summary>
    [Theory]
    [InlineData("K = 5", "5 1 1 1")]
    [InlineData("Scaled = 5", "1 10 1 1")]
    [InlineData("F = 5, Inherited = 6", "1 1 5 6")]
    public void An_attribute_sets_members(string members, string expected)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(
            $"abstract class AAttribute : BlockAttribute {{ public int Inherited {{ get; set; }} = 1; }} "
            + $"class BAttribute(int by) : AAttribute {{ private int _scaled = 1; public int K {{ get; set; }} = 1; public int Scaled {{ get => _scaled; "
            + $"set => _scaled = value * by; }} public int F = 1; "
            + $"protected override Node Build(Node x) => x.Dense(K).Dense(Scaled).Dense(F).Dense(Inherited); }} "
            + $"[Network, Input(4), B(2, {members})] partial class N;");
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString()));
        Assert.Equal(expected, string.Join(" ", network.Graph.All<Kiln.Generator.Ops.Dense>().Select(dense => dense.Node.Outputs[0].Shape[0])));
    }

    /// <summary>A chain as long as a whole network, in one expression.</summary>
    [Fact]
    public void A_long_chain_is_no_deep_recursion()
    {
        string chain = string.Concat(Enumerable.Repeat(".ReLU()", 400));
        EvaluatedNetwork network = TestCompilation.Evaluate(Source($"=> x{chain};"));
        Assert.Empty(network.Problems);
        Assert.Equal(401, network.Graph.Nodes.Count);
    }

    [Fact]
    public void Endless_source_ends_at_once()
    {
        const string Source = "class BAttribute(int n) : BlockAttribute { "
            + "protected override Node Build(Node x) => x.Apply(new BAttribute(n + 1)).Apply(new BAttribute(n + 2)); } "
            + "[Network, Input(4), B(0)] partial class N;";
        Assert.Equal("KILN203", Assert.Single(TestCompilation.Evaluate(Source).Problems).Problem.Kind.Id);
    }

    /// <summary>Source that never ends, or grows without end, and the budget that ends it.</summary>
    [Theory]
    [InlineData("{ while (true) { } }", "KILN208")]
    [InlineData("{ for (;;) x = x.ReLU(); }", "KILN208")]
    [InlineData("{ do { if (size > 100) break; } while (size == 5); return x; }", "KILN208")]
    [InlineData("{ return Endless(x); Node Endless(Node y) => Endless(y.ReLU()); }", "KILN203")]
    [InlineData("{ Func<Node, Node>? f = null; f = y => f!(y); return f(x); }", "KILN203")]
    [InlineData("{ int[] a = [1]; while (true) a = [.. a, .. a]; }", "KILN208")]
    [InlineData("{ string s = \"a\"; while (true) s += s; }", "KILN208")]
    [InlineData("{ var keep = new int[2800][]; for (int i = 0; i < 2800; i++) keep[i] = new int[90000]; return x; }", "KILN202")]
    [InlineData(
        "{ var keep = new int[2800][]; for (int i = 0; i < 2800; i++) { keep[i] = [.. keep.Length > 0 ? new int[30] : [], .. i == 0 ? [] : keep[i - 1]]; } "
        + "return x; }",
        "KILN202")]
    [InlineData("{ int[] a = new int[int.MaxValue]; return x; }", "KILN202")]
    [InlineData("{ int n = 0; for (int i = 0; i < 1000; i++) for (int j = 0; j < 1000; j++) n += j; return x; }", "KILN202")]
    public void Every_way_not_to_end_ends_at_once(string body, string id)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(id, Assert.Single(TestCompilation.Evaluate(Source(body)).Problems).Problem.Kind.Id);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    private static string Source(string body) =>
        $"{Inner} {Uncertain} {Loose} record Sizes(int A); "
        + $"class SquareAttribute : BlockAttribute {{ protected override Node Build(Node x) => x.Dense(x.Channels).ReLU(); }} "
        + $"class BAttribute(int size, double rate) : BlockAttribute {{ protected virtual int Sides() => 4; protected override Node Build(Node x) {body} }} "
        + "[Network, Input(2, 4, 4), B(5, 0.5)] partial class N;";
}
