using System.Globalization;
using System.Text;

namespace Kiln;

/// <summary>What <c>Quantize</c> chose, layer by layer. It belongs to that call: a network that is loaded from a file has none.</summary>
public sealed class QuantizationReport
{
    private static readonly string[] Header = ["layer", "low", "high", "scale", "zero point", "saturated", "weights SQNR"];
    private static readonly bool[] RightAligned = [false, true, true, true, true, true, true];

    private readonly string _title;

    internal QuantizationReport(string title, IReadOnlyList<LayerQuantization> layers)
    {
        _title = title;
        Layers = layers;
    }

    /// <summary>
    /// Inputs, then layers in the order in which they are computed. A row can be taken apart: <c>foreach (var (layer, signalToNoise) in report.Layers)</c>.
    /// </summary>
    public IReadOnlyList<LayerQuantization> Layers { get; }

    /// <summary>Writes <see cref="ToString"/> to a text file in UTF-8, to a temporary file that then replaces <paramref name="path"/>.</summary>
    /// <param name="path">File to write.</param>
    /// <exception cref="IOException">The path cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its directory is read-only; nothing has changed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] text = Encoding.UTF8.GetBytes(ToString() + "\n");
        AtomicFile.Write(path, stream => stream.Write(text));
    }

    /// <summary>A table with a row for each layer, in the invariant culture.</summary>
    public override string ToString() => _title + "\n" + TextTable.Format(Header, [.. Layers.Select(Row)], [], RightAligned);

    private static string[] Row(LayerQuantization layer) =>
    [
        layer.Layer, Number(layer.Low), Number(layer.High), Number(layer.Scale), layer.ZeroPoint.ToString(CultureInfo.InvariantCulture),
        layer.SaturatedShare.ToString("P3", CultureInfo.InvariantCulture), Decibels(layer.SignalToNoise),
    ];

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    // A dash for layers without weights: the eye should find those that have some.
    internal static string Decibels(double value) =>
        double.IsNaN(value) ? "-" : double.IsInfinity(value) ? "exact" : value.ToString("F1", CultureInfo.InvariantCulture) + " dB";
}
