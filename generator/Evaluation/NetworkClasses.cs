namespace Kiln.Generator.Evaluation;

/// <summary>
/// The classes of a network: its own, one for the programs of each further class over the same graph, and those of its integer form.
/// </summary>
internal static class NetworkClasses
{
    public static IEnumerable<EvaluatedNetwork> Of(EvaluatedNetwork network)
    {
        foreach (IGrouping<string, ProgramSpec> programs in network.Programs.GroupBy(program => program.Class))
            yield return programs.Key.Length == 0 ? network with { Programs = [.. programs] } : Nested(network, programs.Key, [.. programs]);
        if (network.Quantized is not { } quantized) yield break;
        yield return OfCalibration(network, quantized);
        yield return OfIntegers(network, quantized);
    }

    private static EvaluatedNetwork Nested(EvaluatedNetwork network, string name, params EquatableArray<ProgramSpec> programs)
    {
        bool hasLoss = programs.Any(program => program.ReturnsLoss);
        NetworkIdentity own = network.Identity;
        return network with
        {
            Identity = new NetworkIdentity(name, own.Namespace, [.. own.OuterTypes, $"partial class {own.Name}"], $"{own.MetadataName}.{name}")
            {
                // Nobody declares the class for calibration: what it says, it says for the network.
                Title = name == QuantizedNetwork.CalibrationClass ? own.Title : $"{own.Title}.{name}",
            },
            IsNested = true,
            Programs = programs,
            HasLoss = hasLoss,
            Targets = hasLoss ? network.Targets : [],
            LossTerms = hasLoss ? network.LossTerms : [],
            LossWeights = hasLoss ? network.LossWeights : [],
            LossParts = hasLoss ? network.LossParts : [],
            IsTrainable = programs.Any(program => program.Continues is not null),
            Entries = network.Entries.Where(entry => programs.Any(program => program.Entry == entry.Name)).ToEquatableArray(),
            GraphMethods = [],
            PartialMethods = [],
        };
    }

    /// <summary>The class that observes the values of a network, over floats.</summary>
    private static EvaluatedNetwork OfCalibration(EvaluatedNetwork network, QuantizedNetwork quantized)
    {
        static PublicTensor Row(string name, int length) => new(name, TensorType.Float(Shape.PerSample(length)));
        NetworkEntry[] entries = quantized.WeightLength == 0 ? []
            : [new NetworkEntry(QuantizedNetwork.Weights, [], [Row(QuantizedNetwork.WeightsOutput, quantized.WeightLength)])];
        return Nested(network, QuantizedNetwork.CalibrationClass, [ProgramTable.Infer, .. entries.Select(entry => ProgramTable.EntryOf(entry.Name))]) with
        {
            Graph = quantized.Calibration,
            Layers = [],
            Outputs = [Row(QuantizedNetwork.Observed, quantized.ObservedLength)],
            Entries = [.. entries],
        };
    }

    /// <summary>The class of the integer form.</summary>
    private static EvaluatedNetwork OfIntegers(EvaluatedNetwork network, QuantizedNetwork quantized)
    {
        Graph graph = quantized.Integers;
        NetworkEntry[] entries = [.. network.Entries.Where(entry => graph.Results.Any(result => result.Entry == entry.Name))];
        EquatableArray<ProgramSpec> programs = [ProgramTable.Infer, .. entries.Select(entry => ProgramTable.EntryOf(entry.Name))];
        bool savesMemory = network.Quantization!.SavesMemory;
        return Nested(network, QuantizedNetwork.IntegerClass, programs.Select(program => program with { SavesMemory = savesMemory })) with
        {
            Graph = graph,
            Layers = [.. LayersOf(network, graph)],
            Inputs = Given(graph, network.Inputs, ""),
            Outputs = Results(graph, network.Outputs, ""),
            Entries = [.. entries.Select(entry => entry with
            {
                Inputs = Given(graph, entry.Inputs, entry.Name), Outputs = Results(graph, entry.Outputs, entry.Name),
            })],
            IsInteger = true,
            Reals = network,
        };
    }

    /// <summary>Inputs as the integer form takes them; one that nothing reads keeps its type.</summary>
    private static EquatableArray<PublicTensor> Given(Graph graph, EquatableArray<PublicTensor> inputs, string entry) => inputs.Select(input => input with
    {
        Type = graph.All<Input>().Where(item => item.Op.Identifier == input.Identifier && item.Op.Entry == entry)
            .Select(item => item.Op.Type).FirstOrDefault() ?? input.Type,
        Gradient = false,
    });

    private static EquatableArray<PublicTensor> Results(Graph graph, EquatableArray<PublicTensor> outputs, string entry) => outputs.Select(output =>
        output with { Type = graph.TypeOf(graph.Results.First(result => result.Name == output.Identifier && result.Entry == entry).Value) });

    /// <summary>Each op of the integer graph is a layer, under the name and kind of the user's.</summary>
    private static IEnumerable<SourceLayer> LayersOf(EvaluatedNetwork network, Graph integers)
    {
        for (int i = 0; i < integers.Nodes.Count; i++)
        {
            GraphNode node = integers.Nodes[i];
            if (node.Op is StoredOp or Input or Int8Accept or Int8Deliver) continue;
            string kind = network.Layers.FirstOrDefault(layer => layer.Name == node.Name)?.Kind ?? node.Op.Name;
            yield return new SourceLayer(kind, node.Name, i, i + 1, [new Value(i)]);
        }
    }
}
