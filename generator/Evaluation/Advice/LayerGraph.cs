namespace Kiln.Generator.Evaluation.Advice;

/// <summary>The evaluated layers as a graph of their own, which sees through blocks: who made a value, and who reads it.</summary>
internal sealed class LayerGraph(IReadOnlyList<LayerUse> uses, IReadOnlyCollection<DeclaredInput> inputs)
{
    private readonly ILookup<Value, LayerUse> _producers =
        uses.SelectMany(use => use.Outputs.Select(output => (output, use))).ToLookup(pair => pair.output, pair => pair.use);
    private readonly ILookup<Value, LayerUse> _consumers =
        uses.SelectMany(use => use.Inputs.Select(input => (input, use))).ToLookup(pair => pair.input, pair => pair.use);

    public IEnumerable<LayerUse> Uses => uses;

    /// <summary>The inputs of the network and its methods.</summary>
    public IEnumerable<DeclaredInput> Inputs => inputs;

    /// <summary>The layer that made the first input of a layer, or null for an input of the network.</summary>
    public LayerUse? Producer(LayerUse use) => use.Inputs.Count > 0 ? _producers[use.Inputs[0]].FirstOrDefault() : null;

    /// <summary>The layers that read a value.</summary>
    public IReadOnlyList<LayerUse> Consumers(Value value) => [.. _consumers[value]];

    /// <summary>How many layers read the outputs of a layer.</summary>
    public int ConsumerCount(LayerUse use) => use.Outputs.Sum(output => _consumers[output].Count());
}
