namespace Kiln.Peers;

/// <summary>One timed contender of one row.</summary>
internal sealed record Entry(string Name, Timing Timing, double? AllocatedBytes);

/// <summary>
/// One row of the comparison: Kiln (absent where its side is left out), the peers that the gate refers to (none where Kiln runs alone), and others for the
/// record.
/// </summary>
internal sealed record Row(
    string Network,
    string Kind,
    int Batch,
    double Gate,
    string GatePeer,
    long FloatingPointOperations,
    Entry? Kiln,
    IReadOnlyList<Entry> GatePeers,
    IReadOnlyList<Entry> Others,
    IReadOnlyList<Agreement> Agreements)
{
    public const string InferenceKind = "inference", TrainingKind = "training step";

    // Multiply-adds of forward, weight gradient and input gradient, two operations each. The first layer's input gradient is not needed, so this overcounts:
    // by up to half where that layer is most of the network.
    public const int InferenceOperations = 2, TrainingOperations = 6;

    /// <summary>The fastest of the peers that the gate refers to.</summary>
    public Entry Rival => GatePeers.MinBy(peer => peer.Timing.Best)!;
}

/// <summary>The largest distance of a contender's results to PyTorch's.</summary>
internal sealed record Agreement(string Name, double Distance)
{
    public const double Limit = 1e-4;

    // A NaN is not agreement.
    public bool Holds => Distance <= Limit;
}
