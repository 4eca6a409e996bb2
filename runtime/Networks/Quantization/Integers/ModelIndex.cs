using System.Runtime.InteropServices;
using Kiln.Kernels;

namespace Kiln;

/// <summary>Finds the tensors of a quantized network by name in a block of bytes.</summary>
internal sealed class ModelIndex
{
    private readonly Dictionary<string, ModelTensor> _byName;
    private readonly (int Scale, int ZeroPoint)[] _places;

    public ModelIndex(QuantizationLayout layout)
    {
        Layout = layout;
        _byName = layout.Tensors.ByName(tensor => tensor.Name);
        _places = layout.Scales.Map(scale => (Get(TensorName.Scale(scale.Name)).Offset, Get(TensorName.ZeroPoint(scale.Name)).Offset));
    }

    public QuantizationLayout Layout { get; }

    public ModelTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Scale and zero point of a group of values.</summary>
    public Quantization QuantizationIn(ReadOnlySpan<byte> block, int scale)
    {
        (int at, int zeroAt) = _places[scale];
        return new Quantization(MemoryMarshal.Read<float>(block[at..]), (sbyte)block[zeroAt]);
    }

    /// <summary>The elements of a tensor; whether it exists, and what its elements are, is the generator's promise.</summary>
    public Span<T> In<T>(Span<byte> block, string name)
        where T : unmanaged
    {
        ModelTensor tensor = Get(name);
        if (!ModelElements.Is<T>(tensor.Element)) throw new InvalidOperationException($"'{name}' of the quantized network does not hold {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(block.Slice(tensor.Offset, ModelElements.Bytes(tensor)));
    }

    private ModelTensor Get(string name) =>
        Find(name) ?? throw new InvalidOperationException($"The layout of the quantized network has no tensor '{name}'.");
}
