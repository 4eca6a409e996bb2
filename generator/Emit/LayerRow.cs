using Kiln.Generator.Passes;

namespace Kiln.Generator.Emit;

/// <summary>A row of the layer table: what a layer is, what it costs and how inference computes it.</summary>
internal sealed record LayerRow(
    string Name, string Kind, Shape Output, long Parameters, long MultiplyAdds, long Cycles, long Memory, int ReceptiveField, string Implementation)
{
    /// <summary>
    /// One row for each layer that the outputs depend on, under the name that the user wrote. Losses are not layers. A layer that is used several times has one
    /// row: its multiply-adds are those of all uses, its output is that of the first. A parameter counts in the first layer that reads it.
    /// </summary>
    public static IReadOnlyList<LayerRow> Of(EvaluatedNetwork network, StepPhases infer)
    {
        Graph graph = network.Graph;
        bool[] needed = Marks.Needed(graph, graph.Results.Where(result => result.Kind == ResultKind.Output && result.Entry.Length == 0), node => node.Inputs);
        var counted = new HashSet<int>();
        int[] fields = ReceptiveFields.Of(graph);
        var implementations = new ImplementationText(infer);
        var rows = new List<LayerRow>();
        foreach (IGrouping<string, SourceLayer> uses in network.Layers
            .Where(layer => layer.Outputs.Any(output => needed[output.Node])).GroupBy(layer => layer.Name, StringComparer.Ordinal))
        {
            SourceLayer first = uses.First();
            int[] nodes = [.. uses.SelectMany(use => Enumerable.Range(use.First, use.End - use.First)).Where(node => needed[node])];
            IEnumerable<int> read = nodes.Concat(nodes.SelectMany(node => graph.Nodes[node].Inputs).Select(input => input.Node));
            rows.Add(new LayerRow(
                first.Name, first.Kind, graph.TypeOf(first.Outputs[0]).Shape,
                read.Where(node => graph.Nodes[node].Op is Parameter or ModelTensor { IsTrained: true } && counted.Add(node))
                    .Sum(node => (long)graph.Nodes[node].Outputs[0].Shape.ElementCount),
                nodes.Select(node => graph.Nodes[node]).Sum(node => node.Op.MultiplyAdds(graph.InputTypes(node), node.Outputs)),
                implementations.CyclesOf(first.Name), implementations.MemoryOf(first.Name), fields[first.Outputs[0].Node],
                implementations.Of(first.Name, [.. nodes.Select(node => graph.Nodes[node].Op)])));
        }

        return rows;
    }
}
