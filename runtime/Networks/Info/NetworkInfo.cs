namespace Kiln;

/// <summary>Describes a network: its inputs and outputs, layers, parameters and costs. It is known at build time and the same for every instance.</summary>
public sealed class NetworkInfo
{
    /// <summary>Name of the network class.</summary>
    public required string Name { get; init; }

    /// <summary>What Forward reads, in the order of its parameters.</summary>
    public required IReadOnlyList<TensorInfo> Inputs { get; init; }

    /// <summary>What the loss reads besides the outputs; empty without a loss.</summary>
    public IReadOnlyList<TensorInfo> Targets { get; init; } = [];

    /// <summary>What Forward writes, in the order of its parameters.</summary>
    public required IReadOnlyList<TensorInfo> Outputs { get; init; }

    /// <summary>Which outputs the loss compares with which targets, and as what; empty if a custom loss does not reveal it.</summary>
    public IReadOnlyList<PredictionInfo> Predictions { get; init; } = [];

    /// <summary>Names of the values in LossTerms, in order; empty if the loss has no named parts.</summary>
    public IReadOnlyList<string> LossTerms { get; init; } = [];

    /// <summary>The layers in the order in which they are computed.</summary>
    public required IReadOnlyList<LayerInfo> Layers { get; init; }

    /// <summary>The tensors that training changes (frozen ones too); running statistics are not among them.</summary>
    public required IReadOnlyList<ParameterInfo> Parameters { get; init; }

    /// <summary>Number of weights, not counting alignment gaps.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Multiply-add operations of inference for one sample.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Bytes of working memory for inference at batch 1.</summary>
    public required long ArenaBytes { get; init; }

    /// <summary>Bytes of working memory for training at batch 1; 0 if the network cannot be trained.</summary>
    public long TrainingArenaBytes { get; init; }

    /// <summary>The layer table with totals, in the invariant culture.</summary>
    public override string ToString() => LayerTable.Format(this);
}
