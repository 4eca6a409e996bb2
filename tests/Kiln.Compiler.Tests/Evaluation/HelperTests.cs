using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>Methods that add layers: the scopes of their layers, the parameters that their calls share, and how mistakes in them are reported.</summary>
public class HelperTests
{
    /// <summary>Members of the network, then the names of its parameters and how many tensors there are.</summary>
    public static TheoryData<string, string> Methods => new()
    {
        // A helper's layers are the caller's, fresh in every call.
        { "static Node Build([Input(4)] Node x) => Two(Two(x)); static Node Two(Node x) => x.Dense(4).Dense(4);", "dense1 dense2 dense3 dense4" },
        { "static Node Build([Input(4)] Node x) => Two(Two(x)).Dense(2); static Node Two(Node x, int times = 1) { for (int i = 0; i < times; "
            + "i++) x = x.Dense(4).ReLU(); return x; }",
            "dense1 dense2 dense3" },

        // A name after a call is a scope.
        { "static Node Build([Input(4)] Node x) => Two(Two(x).Named(\"first\")).Named(\"second\").Dense(2).Named(\"head\"); "
            + "static Node Two(Node x) => x.Dense(4).Dense(4);",
            "first.dense1 first.dense2 second.dense1 second.dense2 head" },
        { "static Node Build([Input(4)] Node x) { for (int i = 0; i < 2; i++) x = x.Dense(4 + i).Named($\"level{i}\"); return x; }", "level0 level1" },

        // Shared methods have one scope for all calls.
        { "static Node Build([Input(4)] Node x) => Two(Two(x)); [Shared] static Node Two(Node x) => x.Dense(4).Dense(4);", "two.dense1 two.dense2" },
        { "static Node Build([Input(4)] Node x) => Two(Inner(x)); static Node Inner(Node x) => Two(x.Dense(4)); "
            + "[Shared] static Node Two(Node x) => x.Dense(4);",
            "dense1 two.dense1" },
        { "static Node Build([Input(4)] Node x) => Head(Head(x)); [Dense(4), ReLU, Dense(4, Name = \"last\")] private static partial Node Head(Node x);",
            "head.dense1 head.last" },
        { "static Node Build([Input(4)] Node x) => Deep(Deep(x)); [C, ReLU] private static partial Node Deep(Node x);", "deep.c1.dense1" },
        { "static Node Build([Input(4)] Node x) => Encode(x).Dense(2); [Entry] static Node Encode([Input(4)] Node x) => x.Dense(3);", "encode.dense1 dense1" },

        // Blocks, lambdas and extension members.
        { "static Node Build([Input(4)] Node x) => x.Apply(new CAttribute()).Apply(new CAttribute { "
            + "Name = \"own\" }).Apply(new CAttribute()).Named(\"third\");",
            "c1.dense1 own.dense1 third.dense1" },
        { "static Node Build([Input(4)] Node x) { for (int i = 0; i < 2; i++) x = x.Apply(new CAttribute { Name = $\"c{i}\" }); return x; }",
            "c0.dense1 c1.dense1" },
        { "static Node Build([Input(4)] Node x) => Repeat(x, 2, n => n.Dense(4)); static Node Repeat(Node x, int times, Func<Node, Node> layer) { "
            + "for (int i = 0; i < times; i++) x = layer(x); return x; }",
            "dense1 dense2" },
        { "static Node Build([Input(4)] Node x) => Repeat(x, One).Dense(2); static Node One(Node x) => x.Dense(5); "
            + "static Node Repeat(Node x, Func<Node, Node> layer) => layer(layer(x));",
            "dense1 dense2 dense3" },
        { "static Node Build([Input(4)] Node x) => x.Widen(3).Widen(by: 2).Halve().Named(\"half\");", "dense1 dense2 half.dense1" },
    };

    private const string Others = """
        class CAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(x.Channels).ReLU(); }
        static class Fluent
        {
            public static Node Widen(this Node x, int by = 2) => x.Dense(x.Channels * by).ReLU();
            extension(Node x) { public Node Halve() => x.Dense(x.Channels / 2); }
        }
        """;

    [Theory]
    [MemberData(nameof(Methods))]
    public void Layers_of_methods_have_their_names(string members, string expected)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate($"{Others} [Network] partial class N {{ {members} }}");
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString()));
        Assert.True(network.IsComplete);
        IEnumerable<string> weights = network.Graph.All<Kiln.Generator.Ops.Parameter>()
            .Select(parameter => parameter.Node.Name)
            .Where(name => name.EndsWith(".weight", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join(" ", weights.Select(name => name[..^".weight".Length])));
    }

    [Fact]
    public void A_frozen_method_freezes_its_layers()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(
            "[Network] partial class N { static Node Build([Input(4)] Node x) => Body(x).Dense(2); [Frozen] static Node Body(Node x) => Inner(x); "
            + "static Node Inner(Node x) => x.Dense(4).ReLU(); }");
        Assert.Equal([true, true, false, false], network.Graph.All<Kiln.Generator.Ops.Parameter>().Select(parameter => parameter.Op.Frozen));
    }

    /// <summary>Members of the network, then each message with the text that it marks.</summary>
    public static TheoryData<string, string[]> Mistakes => new()
    {
        {
            "static Node Build([Input(1, 4, 4)] Node x) => Outer(x); static Node Outer(Node x) => Inner(x.ReLU()); "
            + "static Node Inner(Node x) => x.Dense(3).ReLU();",
            ["KILN101 Dense(3)", "KILN101 Outer(x) (in Inner, called by Outer)"]
        },
        {
            "static Node Build([Input(1, 4, 4)] Node x) => Repeat(x, n => n.Dense(3)); static Node Repeat(Node x, Func<Node, Node> f) => f(x);",
            ["KILN101 Dense(3)", "KILN101 Repeat(x, n => n.Dense(3)) (in Build, called by Repeat)"]
        },
        {
            "static Node Build([Input(4)] Node x) => Head(x); [Dense(2), Conv2D(3, 3)] private static partial Node Head(Node x);",
            ["KILN102 Conv2D(3, 3)", "KILN102 Head(x) (in Head)"]
        },
        {
            "static Node Build([Input(4)] Node x) => Two(x, 3).ReLU().Dense(Two(x, 5).Channels); "
            + "[Shared] static Node Two(Node x, int width) => x.Dense(width);",
            ["KILN107 Dense(width)", "KILN107 Two(x, 5) (in Two)"]
        },
        {
            "static Node Build([Input(4)] Node x) => Two(x).Named(\"a\"); [Shared] static Node Two(Node x) => x.Dense(3);",
            ["KILN201 Two(x)"]
        },
        {
            "static Node Build([Input(4)] Node x) => Two(x.Dense(3).Named(\"two\")); [Shared] static Node Two(Node x) => x.Dense(3);",
            ["KILN015 Two(x.Dense(3).Named(\"two\"))"]
        },
        {
            "static Node Build([Input(4)] Node x) { Node y = x; if (Missing(x) == 3) y = x.ReLU(); return y.Dense(0); } static int Missing(Node x) => x[4];",
            ["KILN207 x[4]", "KILN207 Missing(x) (in Missing)"]
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_a_helper_is_told_there_and_where_the_network_calls_it(string members, string[] expected)
    {
        CSharpCompilation compilation = TestCompilation.Of($"{Others} [Network] partial class N {{ {members} }}");
        NetworkReading reading = compilation.Read("N");
        string text = compilation.SyntaxTrees[0].ToString();
        IEnumerable<string> reports = ProblemReports.Of(reading, NetworkEvaluation.Evaluate(reading.Spec, CancellationToken.None))
            .Select(report => $"{report.Kind.Id} {text.Substring(report.Span.Start, report.Span.Length)}{(report.IsEcho ? Chain(report.Message) : "")}");
        Assert.Equal(expected, reports);

        static string Chain(string message) => message[message.LastIndexOf(" (in", StringComparison.Ordinal)..];
    }
}
