using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>Bodies of blocks and the graphs they become.</summary>
public class BlockTests
{
    /// <summary>Body of Build, then the ops of the graph: name, op and shape of everything that is no parameter.</summary>
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
        { "{ (Node a, int b) = (x.ReLU(), 3); var (c, _) = (a.Flatten(), b); return c.Dense(b); }", "b1.relu1 ReLU [2, 4, 4]; b1.flatten1 Reshape [32]; b1.dense1 Dense [3]" },
        { "=> x.Flatten().Dense(3).Named(\"head\").ReLU().Named(\"last\");", "b1.flatten1 Reshape [32]; b1.head Dense [3]; b1.last ReLU [3]" },
        { "=> x.Apply(new InnerAttribute(3)).Apply(new InnerAttribute(times: 2));", "b1.inner1.dropout1 Dropout [2, 4, 4]; b1.inner2.dropout1 Dropout [2, 4, 4]" },
        { "=> x.Apply(new InnerAttribute { Name = \"one\" }).Apply(new InnerAttribute()).Named(\"two\");", "b1.one.dropout1 Dropout [2, 4, 4]; b1.two.dropout1 Dropout [2, 4, 4]" },
    };

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
        { "{ if (size > 1) x = x.ReLU(); return x.Tanh(); }", ["'if'"] },
        { "{ foreach (int n in new[] { 1, 2 }) x = x.Flatten().Dense(n); return x.Tanh(); }", ["'foreach'"] },
        { "{ while (true) { } }", ["'while'"] },
        { "{ size = 3; return x; }", ["An assignment to anything but a local variable"] },
        { "=> size > 1 ? x : x.ReLU();", ["'?:'"] },
        { "=> x.Flatten().Dense(Math.Max(1, size));", ["The method Math.Max"] },
        { "=> x.Flatten().Dense((int)1L);", [] },
        { "=> x.Flatten().Dense((int)(size * 2L));", ["A conversion from Int64 to Int32"] },
        { "{ Node y = x; Func<Node, Node> f = n => n; return f(y).ReLU(); }", ["A lambda", "The method Func.Invoke"] },
        { "=> x.Named(\"a\");", ["Named on anything but a layer or a block"] },
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

    [Fact]
    public void A_frozen_block_freezes_all_it_holds()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate("class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Apply(new CAttribute()).Dense(3); } class CAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(2).ReLU(); } [Network, Input(4), B(Frozen = true, Name = \"body\"), ReLU, Dense(2)] partial class N;");
        Assert.Equal(
            [("body.c1.dense1.weight", true), ("body.c1.dense1.bias", true), ("body.dense1.weight", true), ("body.dense1.bias", true), ("dense1.weight", false), ("dense1.bias", false)],
            network.Graph.All<Kiln.Generator.Ops.Parameter>().Select(parameter => (parameter.Node.Name, parameter.Op.Frozen)));
    }

    [Fact]
    public void Endless_source_ends_at_once()
    {
        const string Source = "class BAttribute(int n) : BlockAttribute { protected override Node Build(Node x) => x.Apply(new BAttribute(n + 1)).Apply(new BAttribute(n + 2)); } [Network, Input(4), B(0)] partial class N;";
        Assert.Equal("KILN203", Assert.Single(TestCompilation.Evaluate(Source).Problems).Problem.Kind.Id);
    }

    private static string Source(string body) =>
        $"{Inner} class SquareAttribute : BlockAttribute {{ protected override Node Build(Node x) => x.Dense(x.Channels).ReLU(); }} class BAttribute(int size, double rate) : BlockAttribute {{ protected override Node Build(Node x) {body} }} [Network, Input(2, 4, 4), B(5, 0.5)] partial class N;";
}
