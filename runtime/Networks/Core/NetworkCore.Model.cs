using System.Runtime.InteropServices;
using Kiln.Kernels;

namespace Kiln;

/// <summary>The named integers of a quantized network.</summary>
public sealed partial class NetworkCore
{
    /// <summary>The named integers of a quantized network, tensor by tensor at the layout's offsets.</summary>
    internal ReadOnlySpan<byte> Model => ModelSpan;

    /// <summary>What the named integers mean; null for a network in floats.</summary>
    internal QuantizationLayout? ModelLayout => _weights.Layout.Quantization;

    private Span<byte> ModelSpan => MemoryMarshal.AsBytes(_weights.Model.Span)[.._weights.Layout.ModelBytes];

    /// <summary>Scale and zero point of a group of values of a quantized network.</summary>
    /// <param name="scale">Index into the layout's scales.</param>
    /// <exception cref="InvalidOperationException">The network has no numbers yet.</exception>
    public Quantization QuantizationOf(int scale)
    {
        RequireNumbers();
        return _weights.ModelIndex!.QuantizationIn(Model, scale);
    }

    /// <summary>The named integers, writable; call again for each edit, because the call marks packed weights as stale.</summary>
    internal Span<byte> EditModel()
    {
        _lastEdit = _weights.ParametersChanged();
        _weights.HasNumbers = true;
        return ModelSpan;
    }

    /// <summary>A quantized network that is made with new has no numbers to compute with.</summary>
    internal void RequireNumbers()
    {
        if (_weights.ModelIndex is null || _weights.HasNumbers) return;
        throw new InvalidOperationException(
            $"{Info.Name} has no numbers yet: load a file that a quantized network saved, or get one from Quantize of the network in floats.");
    }
}
