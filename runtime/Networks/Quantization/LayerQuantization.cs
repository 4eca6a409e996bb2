using System.Globalization;

namespace Kiln;

/// <summary>The quantization of one layer's result, and what it costs.</summary>
/// <param name="Layer">Name of the layer, or of the input.</param>
/// <param name="Low">The low end of the range that calibration chose.</param>
/// <param name="High">The high end of the range that calibration chose.</param>
/// <param name="Quantization">Scale and zero point of its result.</param>
/// <param name="SaturatedShare">The share of the values observed in calibration, 0 to 1, that lie outside the range.</param>
/// <param name="SignalToNoise">Signal to quantization noise of its weights, in dB; not a number without weights, infinite if they are exact.</param>
public sealed record LayerQuantization(string Layer, double Low, double High, Quantization Quantization, double SaturatedShare, double SignalToNoise)
{
    /// <summary>The real number that one step is.</summary>
    public float Scale => Quantization.Scale;

    /// <summary>The signed byte that stands for 0.</summary>
    public int ZeroPoint => Quantization.ZeroPoint;

    /// <summary>For example <c>conv2d1: [0, 5.1], scale 0.02, zero point -128, saturated 0.010 %, weights 38.2 dB</c>.</summary>
    public override string ToString()
    {
        string weights = double.IsNaN(SignalToNoise) ? "" : $", weights {QuantizationReport.Decibels(SignalToNoise)}";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Layer}: [{Low:G6}, {High:G6}], scale {Scale:G6}, zero point {ZeroPoint}, saturated {SaturatedShare:P3}{weights}");
    }

    /// <summary>The layer and how well its weights are kept.</summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="signalToNoise">Signal to quantization noise of its weights, in dB.</param>
    public void Deconstruct(out string layer, out double signalToNoise) => (layer, signalToNoise) = (Layer, SignalToNoise);
}
