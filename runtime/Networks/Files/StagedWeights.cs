namespace Kiln;

/// <summary>Weights that have been read and checked but not yet given to the network.</summary>
internal sealed class StagedWeights(NetworkCore core, IReadOnlyDictionary<StoredTensor, float[]> values, LoadReport report)
{
    public LoadReport Report => report;

    /// <summary>Gives the network its new values; publishing them is the caller's.</summary>
    public void Adopt() => CopyTo(core.EditParameters(), core.EditState());

    /// <summary>Writes the values to blocks that are laid out as the network's.</summary>
    public void CopyTo(Span<float> parameters, Span<float> state)
    {
        foreach ((StoredTensor tensor, float[] loaded) in values) tensor.FromRowMajor(loaded, tensor.In(tensor.IsState ? state : parameters));
    }
}
