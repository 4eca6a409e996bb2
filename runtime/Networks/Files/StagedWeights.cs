namespace Kiln;

/// <summary>Weights that have been read and checked but not yet given to the network.</summary>
internal sealed class StagedWeights(NetworkCore core, IReadOnlyDictionary<StoredTensor, float[]> values, LoadReport report)
{
    public LoadReport Report => report;

    /// <summary>Gives the network its new values; publishing them is the caller's.</summary>
    public void Adopt()
    {
        Span<float> parameters = core.EditParameters(), state = core.EditState();
        foreach ((StoredTensor tensor, float[] loaded) in values) tensor.FromRowMajor(loaded, tensor.In(tensor.IsState ? state : parameters));
    }
}
