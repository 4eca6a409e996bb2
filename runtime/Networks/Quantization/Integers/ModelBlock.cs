namespace Kiln;

/// <summary>The named integers of a quantized network while they are computed or checked, before the network gets them.</summary>
internal sealed class ModelBlock(ModelIndex index, int bytes)
{
    private readonly byte[] _bytes = new byte[bytes];

    public ModelIndex Index => index;

    public Span<byte> Bytes => _bytes;

    /// <inheritdoc cref="ModelIndex.In"/>
    public Span<T> Of<T>(string name)
        where T : unmanaged => index.In<T>(_bytes, name);

    /// <summary>Scale and zero point of a group of values.</summary>
    public Quantization QuantizationOf(int scale) => index.QuantizationIn(_bytes, scale);
}
