namespace Kiln.Training;

/// <summary>An output and a target of a network.</summary>
/// <param name="Network">The network's information.</param>
/// <param name="OutputIndex">Index of the output.</param>
/// <param name="TargetIndex">Index of the target.</param>
internal readonly record struct TensorPair(NetworkInfo Network, int OutputIndex, int TargetIndex)
{
    /// <summary>The output and the target of one index.</summary>
    public TensorPair(NetworkInfo network, int index)
        : this(network, index, index)
    {
    }

    public TensorInfo Output => Network.Outputs[OutputIndex];

    public TensorInfo Target => Network.Targets[TargetIndex];

    public int OutputLength => Output.Length;

    public int TargetLength => Target.Length;
}
