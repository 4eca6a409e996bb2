using Kiln.Compiler.Tests.Snapshots;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>The layer table: one row for each layer, under the name that the user wrote, the same in hover text and <c>Info</c>.</summary>
public sealed class LayerTableTests
{
    public static TheoryData<string> Networks => [.. ZooNetworks.Names];

    [Theory, MemberData(nameof(Networks))]
    public void Each_layer_of_the_user_has_one_row(string name)
    {
        EvaluatedNetwork network = ZooNetworks.Evaluate(name);
        IReadOnlyList<LayerRow> rows = LayerRow.Of(network, new StepPhases(NetworkPlan.Of(network).Infer.Plan));
        HashSet<string> written = [.. typeof(Node).GetMethods().Select(method => method.Name), "Add", "Subtract", "Multiply", "Divide", "Negate"];
        HashSet<int> needed =
        [
            .. network.Graph.Results.Where(result => result.Kind == ResultKind.Output && result.Entry.Length == 0).Select(result => result.Value.Node),
        ];
        for (int i = network.Graph.Nodes.Count - 1; i >= 0; i--)
            if (needed.Contains(i)) needed.UnionWith(network.Graph.Nodes[i].Inputs.Select(input => input.Node));

        Assert.Equal(rows.Count, rows.Select(row => row.Name).Distinct().Count());
        Assert.Equal(
            network.Layers.Where(layer => needed.Contains(layer.Outputs[0].Node)).Select(layer => (layer.Name, layer.Kind)).Distinct(),
            rows.Select(row => (row.Name, row.Kind)));
        Assert.All(rows, row => Assert.Contains(row.Kind, written));
        // An unnamed layer is called by its kind, so that a row under an op's name shows.
        Assert.All(rows.Where(row => char.IsDigit(row.Name[^1])), row =>
            Assert.StartsWith(row.Kind.ToLowerInvariant(), row.Name.Split('.')[^1], StringComparison.Ordinal));
        Assert.Equal(
            network.Graph.Nodes.Where((_, i) => needed.Contains(i))
                .Sum(node => node.Op.MultiplyAdds(node.Inputs.Select(network.Graph.TypeOf).ToEquatableArray(), node.Outputs)),
            rows.Sum(row => row.MultiplyAdds));
    }

    /// <summary>A layer is said to live elsewhere exactly where inference has no step of its own left for it.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void Implementations_are_those_of_the_steps_that_are_left(string name)
    {
        EvaluatedNetwork network = ZooNetworks.Evaluate(name);
        NetworkPlan plan = NetworkPlan.Of(network);
        Plan infer = plan.Infer.Plan;
        ILookup<string, string> titles = Enumerable.Range(0, infer.Graph.Nodes.Count)
            .Where(node => infer.SegmentOf(node) is not null && !infer.Graph.Nodes[node].Implementation.IsPartOfInput)
            .Select(node => (infer.Graph.Nodes[node].Name, Title: infer.Graph.Nodes[node].Implementation.Title(infer.Graph.Nodes[node].LaidOut(0))))
            .Where(step => step.Title is not null)
            .ToLookup(step => step.Name, step => step.Title!);
        Assert.All(LayerRow.Of(network, new StepPhases(plan.Infer.Plan)), row =>
        {
            if (row.Implementation is "fused" or "folded" or "view" or "identity" or "parameter" or "when weights change") Assert.Empty(titles[row.Name]);
            else Assert.Equal(titles[row.Name].Distinct(), row.Implementation.Split(" + "));
        });
    }

    /// <summary>
    /// A layer needs what it reads and makes, and what others still read. A concatenation has all its memory from its first part on; the last result is copied
    /// to the caller.
    /// </summary>
    [Fact]
    public void A_layer_needs_what_lives_while_it_runs()
    {
        EvaluatedNetwork network = new NetworkText(
            "Three", "", Methods: "static Node Build([Input(16)] Node x) { Node y = x.Dense(112).ReLU(); Node z = y.Dense(64).Tanh(); "
                + "return Node.Concat(z.Dense(32).Tanh(), y).Dense(3); }").Evaluate();
        Assert.Equal(
            [
                ("dense1", 4L * (32 + 112)), ("relu1", 0L), ("dense2", 4L * (32 + 112 + 64)), ("tanh1", 0), ("dense3", 4L * (32 + 112 + 64)), ("tanh2", 0),
                ("concat1", 0), ("dense4", 4L * (32 + 112 + 16)),
            ],
            RowsOf(network, out _).Select(row => (row.Name, row.Memory)));
    }

    [Theory, MemberData(nameof(Networks))]
    public void No_layer_needs_more_than_the_arena(string name)
    {
        IReadOnlyList<LayerRow> rows = RowsOf(ZooNetworks.Evaluate(name), out Plan plan);
        Assert.InRange(rows.Max(row => row.Memory), plan.ArenaBytes(1, 1) / 2, plan.ArenaBytes(1, 1));
        Assert.All(rows, row => Assert.Equal(row.Cycles > 0, row.Memory > 0));
    }

    /// <summary>A result that lies over what has been read counts once, and the layer that sets the size of the arena shows it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_largest_layer_in_integers_has_the_size_of_the_arena(bool savesMemory)
    {
        Graph graph = new NetworkText(
            "Spotting", "[Input(1, 49, 10)] [Conv2D(64, kernel: [10, 4], stride: [2, 2]), ReLU, DepthwiseConv2D(kernel: 3, padding: 1), ReLU, "
                + "Conv2D(64, kernel: 1), ReLU, GlobalAveragePool, Flatten, Dense(12)]").Evaluate().Graph;
        EvaluatedNetwork network = Quantization.QuantizedNetworkCheck.Quantized(graph, "Spotting", new(SavesMemory: savesMemory)).Classes.Last();
        IReadOnlyList<LayerRow> rows = RowsOf(network, out Plan plan);
        Assert.Equal(plan.ArenaBytes(1, 1), rows.Max(row => row.Memory));
    }

    private static IReadOnlyList<LayerRow> RowsOf(EvaluatedNetwork network, out Plan infer)
    {
        infer = NetworkPlan.Of(network).Infer.Plan;
        return LayerRow.Of(network, new StepPhases(infer));
    }

    /// <summary>The rows are compared with the attributes themselves.</summary>
    [Theory]
    [InlineData("AlexNet")]
    [InlineData("Critic")]
    [InlineData("Artist")]
    public void Rows_are_the_attributes_of_the_class(string name)
    {
        EvaluatedNetwork network = ZooNetworks.Evaluate(name);
        IEnumerable<string> attributes = ZooNetworks.AttributesOf(name).Where(attribute => OpTable.Layers.Any(layer => layer.Name == attribute && !layer.IsLoss));
        Assert.Equal(attributes, LayerRow.Of(network, new StepPhases(NetworkPlan.Of(network).Infer.Plan)).Select(row => row.Kind));
    }

    [Theory]
    [InlineData("TinyLeNet")]
    [InlineData("SharedTower")]
    public void Hover_text_and_info_have_the_same_rows(string name)
    {
        EvaluatedNetwork network = NetworkTable.All.Single(network => network.Name == name).Evaluate();
        IEnumerable<string> info = NetworkCompiler.Compile(network)[0]().Info.ToString().Split('\n').Skip(1).SkipLast(1).Where(line => line.Trim('-').Length > 0);
        Assert.Equal(SnapshotTests.TableOf(network), info);
    }
}
