namespace Kiln;

/// <summary>The numbers of a quantized network that have been computed, or read and checked, but not yet given to it.</summary>
/// <param name="block">Its integers.</param>
/// <param name="floats">Parameters of the layers that stay in floats, in PyTorch's order.</param>
internal sealed class StagedModel(ModelBlock block, IReadOnlyDictionary<StoredTensor, float[]> floats)
{
    /// <summary>Gives the network its new numbers; publishing them is the caller's.</summary>
    public void Adopt(NetworkCore core)
    {
        block.Bytes.CopyTo(core.EditModel());
        if (floats.Count == 0) return;
        Span<float> parameters = core.EditParameters(), state = core.EditState();
        foreach ((StoredTensor tensor, float[] values) in floats) tensor.FromRowMajor(values, tensor.In(tensor.IsState ? state : parameters));
    }
}
