namespace Kiln;

/// <summary>What a safetensors file holds: tensors by name, in the order of their data, and text metadata.</summary>
internal sealed class SafetensorsFile(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
{
    private readonly Dictionary<string, SafetensorsTensor> _byName = tensors.ByName(tensor => tensor.Name);

    public IReadOnlyList<SafetensorsTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);
}
