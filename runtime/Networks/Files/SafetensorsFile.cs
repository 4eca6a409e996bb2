namespace Kiln;

/// <summary>What a safetensors file holds: tensors by name, in the order of their data, and text metadata.</summary>
internal sealed class SafetensorsFile(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata, ReadOnlyMemory<byte> header)
{
    private readonly Dictionary<string, SafetensorsTensor> _byName = tensors.ByName(tensor => tensor.Name);

    public IReadOnlyList<SafetensorsTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The header as it was read.</summary>
    public ReadOnlyMemory<byte> Header => header;

    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);
}
