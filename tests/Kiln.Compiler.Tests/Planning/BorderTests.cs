using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>Borders that nobody reads are not filled, and what lies in them reaches no result.</summary>
[Trait("Category", "Numeric")]
public sealed class BorderTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(18)]
    public void What_only_pointwise_ops_read_keeps_an_empty_border(int channels)
    {
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(Pointwise(channels), $"Pointwise{channels}");
        NetworkPlan all = NetworkPlan.Of(network);
        Plan plan = all.Infer.Plan;
        Assert.Equal(
            [("left", false), ("right", false), ("divided", true)],
            Bordered(plan).Where(item => item.Name is "left" or "right" or "divided").OrderBy(item => item.Filled));
        string text = NetworkEmitter.Write(network, all, new KernelSet(NetworkCompiler.Options)).Text;
        int filled = all.Programs.Sum(program => Bordered(program.Plan).Count(item => item.Filled));
        Assert.Equal(filled, text.Split("Layouts.FillBorder").Length - 1);
        NetworkFactory create = NetworkCompiler.Compile(network)[0];
        new NetworkCheck(network, create).Run(batch: 3, maxBatch: 4);
    }

    /// <summary>Parts have the border that is read around the whole.</summary>
    [Fact]
    public void A_part_of_what_is_read_has_its_border_filled()
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", 3, 6, 5);
        Value[] parts = [GraphTable.Convolution(b, x, "first", 16, 1), GraphTable.Convolution(b, x, "second", 16, 1)];
        Value joined = b.Add(new Concat(), "joined", parts);
        Graph graph = GraphTable.Classify(b, GraphTable.Convolution(b, joined, "reader", 16, 3), 3);
        Plan plan = NetworkPlan.Of(graph).Infer.Plan;
        Assert.True(plan.Graph.All<Concat>().Single().Node.IsWrittenByOthers);
        Assert.Equal([("first", true), ("second", true), ("joined", true)], Bordered(plan).Where(item => item.Name != "x"));
    }

    /// <summary>
    /// Between two convolutions that pad: a map is pooled and divided, logarithms are taken of what may be garbage around it, and sums and maxima run over it.
    /// </summary>
    private static Graph Pointwise(int channels)
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Exp(), "positive", GraphTable.Convolution(b, GraphTable.Input(b, "x", 3, 6, 5), "conv", channels, 3));
        Value left = Pool(b, x, "left"), right = Pool(b, b.Add(new Sqrt(), "root", x), "right");
        Value read = b.Add(new Log(), "read", b.Add(new Divide(), "divided", left, right));
        Value sums = b.Add(new Sum([1, 2], [channels]), "sum", left), largest = b.Add(new Max([1, 2], [channels]), "max", read);
        Value norm = GraphTable.Norm(b, right, "norm");
        Value joined = b.Add(new Add(), "added", GraphTable.Convolution(b, read, "reader", channels, 3), norm);
        Value flat = b.Add(new Reshape([b.ShapeOf(joined).ElementCount]), "flat", joined);
        return GraphTable.Classify(b, b.Add(new Concat(), "all", sums, largest, flat), 3);
    }

    private static Value Pool(GraphBuilder b, Value x, string name) =>
        b.Add(new AveragePool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1), CountPadding: false), name, x);

    private static IEnumerable<(string Name, bool Filled)> Bordered(Plan plan)
    {
        for (int i = 0; i < plan.Graph.Nodes.Count; i++)
            for (int output = 0; output < plan.Graph.Nodes[i].Outputs.Count; output++)
                if (!plan.Graph.Nodes[i].Layouts[output].Border.IsNone) yield return (plan.Graph.Nodes[i].Name, plan.FillsBorder(new Value(i, output)));
    }
}
